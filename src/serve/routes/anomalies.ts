// POST /v1/anomalies/score: how unlike everything normal is it?

import { z } from "zod";
import { check, KindredError } from "../../core/errors.js";
import type { Scores } from "../../anomalies/index.js";
import type { EmbedInput } from "../../model/index.js";
import { readAndDecode } from "../inputs.js";
import type { Resources } from "../resources.js";
import { route, type Route } from "../route.js";
import { input } from "../schemas.js";
import type { ServedDetector } from "../served-detectors.js";

const cell = z.number().nullable();

const body = z.strictObject({
  inputs: z.array(input).min(1).optional().describe("Of a detector with a model inside: what the model takes."),
  rows: z.array(z.array(cell).min(1)).min(1).optional().describe("Of a detector of rows: numbers; null is missing."),
  detector: z.string().min(1).max(200).optional().describe("Which one, where there are several. Default: the first."),
});
type Body = z.infer<typeof body>;

export const scoreAnswer: z.ZodType = z.object({
  detector: z.string(),
  threshold: z.number().describe("Scores above it are anomalies."),
  scores: z.array(
    z.object({
      score: z.number().describe("Larger is less normal."),
      pValue: z.number().describe("Share of normal rows at least as unlike, 0 to 1."),
      anomaly: z.boolean(),
    }),
  ),
});

export function anomaliesRoute(resources: Resources): Route {
  return route({
    method: "POST",
    path: "/v1/anomalies/score",
    scope: "verify",
    operation: "score",
    summary: "How unlike everything normal inputs or rows are",
    body,
    files: ["inputs"],
    lists: ["inputs"],
    json: ["rows"],
    answer: scoreAnswer,
    errors: ["INVALID_INPUT", "IMAGE_UNREADABLE", "DATA_INVALID", "DATA_EMPTY", "NOT_FOUND", "DIMENSION_MISMATCH"],
    async handle({ body: given, signal }) {
      const served = resources.detectors.get(given.detector);
      const { scores, pValues, anomalies, threshold } = await scored(resources, served, given, signal);
      return {
        detector: served.name,
        threshold,
        scores: Array.from(scores, (score, i) => ({ score, pValue: pValues[i]!, anomaly: anomalies[i] === 1 })),
      };
    },
  });
}

async function scored(
  { limits }: Resources,
  { detector, scoring }: ServedDetector,
  { inputs, rows }: Body,
  signal: AbortSignal,
): Promise<Scores> {
  check((inputs === undefined) !== (rows === undefined), "INVALID_INPUT", "body: expected inputs or rows");
  const { input: kind } = detector.info;
  if (rows !== undefined) {
    check(kind.kind === "rows", "INVALID_INPUT", "rows: the detector has a model inside and takes inputs");
    const matrix = matrixOf(rows, limits.maxValues);
    return scoring.take(() => detector.score(matrix), signal);
  }
  check(kind.kind === "model", "INVALID_INPUT", "inputs: the detector takes rows of numbers");
  check(inputs!.length <= limits.maxInputs, "TOO_LARGE", () => {
    return `inputs: ${inputs!.length} exceed the limit of ${limits.maxInputs} at a time`;
  });
  const { model } = kind;
  const result = await scoring.take(async () => {
    const decode = (each: unknown, i: number): Promise<EmbedInput> => readAndDecode(each, `inputs.${i}`, model, limits);
    return detector.scoreInputs(await Promise.all(inputs!.map(decode)));
  }, signal);
  const [first] = result.unreadable;
  if (first !== undefined) throw new KindredError("INVALID_INPUT", first.message);
  return result;
}

function matrixOf(
  rows: readonly (readonly (number | null)[])[],
  most: number,
): { data: Float32Array; rows: number; columns: number } {
  const columns = rows[0]!.length;
  check(rows.length * columns <= most, "TOO_LARGE", () => {
    return `rows: ${rows.length} of ${columns} numbers exceed the limit of ${most} numbers`;
  });
  const data = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    check(row.length === columns, "INVALID_INPUT", () => `rows.${i}: expected ${columns} numbers, got ${row.length}`);
    row.forEach((value, j) => (data[i * columns + j] = value ?? NaN));
  });
  return { data, rows: rows.length, columns };
}
