// Fits a detector: from rows of numbers that are normal to a file that says of new rows how unlike them they are.
//
//   const detector = await fitDetector(rows, { falseAlarms: 0.01 });
//   const { scores, anomalies } = await detector.score(others);

import type { Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { checkChoice, checkCount, checkNames } from "../core/options.js";
import { version } from "../core/version.js";
import { encodeModel, greater, input, joinModels, lower, scalar } from "../graph/index.js";
import type { ModelInfo } from "../model/index.js";
import { alarmThreshold, checkFalseAlarms, pValues, rowsForRate } from "./calibration.js";
import { checkRows } from "./check-rows.js";
import { combined, combinedScores, scoreScale } from "./combine.js";
import { type Detector, openDetector } from "./detector.js";
import { type DetectorInfo, type DetectorInput, detectorFormat, encodeDetectorInfo } from "./format.js";
import { fitHeldOut, keepsApart } from "./held-out.js";
import type { Method } from "./method.js";
import { chooseMethods } from "./registry.js";
import { reservoir } from "./reservoir.js";
import type { Scaling } from "./standardise.js";

export interface FitDetectorOptions {
  /** A method by name or made, several whose scores are combined, or "auto". @defaultValue "auto" */
  readonly method?: string | Method | readonly (string | Method)[];
  /** Share of normal rows that may be taken for anomalies; 0..1. @defaultValue 0.01 */
  readonly falseAlarms?: number;
  /** Known anomalies: `[A, D]`. @defaultValue none */
  readonly anomalies?: Matrix;
  /** Names of the columns. Length D. @defaultValue "1" .. "D" */
  readonly columns?: readonly string[];
  /**
   * Whether each column is brought to its own scale, or all to one in common: for columns in one unit, such as an embedding's.
   *
   * @defaultValue "common" for a model's embeddings, and where there are more columns than rows; else "columns"
   */
  readonly scaling?: Scaling;
  /** Normal rows that the detector keeps at most, to compare with: a uniform sample where there are more. @defaultValue 10000 */
  readonly references?: number;
  /** Of the cross-fit, where there are fewer than twice as many rows as `references`; >= 2. @defaultValue 5 */
  readonly folds?: number;
  /** Of every sample. @defaultValue 0 */
  readonly seed?: number;
}

/** The encoder in front, where there is one. */
export interface EncoderInFront {
  readonly bytes: Uint8Array;
  readonly info: ModelInfo;
}

const optionNames = ["method", "falseAlarms", "anomalies", "columns", "scaling", "references", "folds", "seed"];

/** Held-out rows are scored until there are this many, where there are enough; more for a small rate. */
const heldOutRows = 10_000;

/**
 * A detector of what is unlike `normal`: `[N, D]`, or a stream of blocks of rows, of which no more than a sample is kept in memory. NaN
 * stands for a missing value.
 *
 * @throws DATA_TOO_FEW, saying how many rows it takes, where they cannot show the rate of false alarms; INVALID_INPUT, naming the row,
 *   where a number is infinite or a whole row is missing; DATA_EMPTY; INVALID_OPTION; DIMENSION_MISMATCH
 */
export async function fitDetector(
  normal: Matrix | AsyncIterable<Matrix>,
  options: FitDetectorOptions = {},
): Promise<Detector> {
  checkNames("fitDetector", { ...options }, optionNames);
  return fitBehind(undefined, normal, options);
}

/** The same behind an encoder, whose embeddings `normal` are. */
export async function fitBehind(
  encoder: EncoderInFront | undefined,
  normal: Matrix | AsyncIterable<Matrix>,
  options: FitDetectorOptions,
): Promise<Detector> {
  const { falseAlarms = 0.01, anomalies, columns, references = 10_000, folds = 5, seed = 0 } = options;
  checkCount("anomalies", "references", references, 2);
  checkCount("anomalies", "folds", folds, 2);
  checkFalseAlarms(falseAlarms, Infinity);
  const methods = chooseMethods(options.method ?? "auto", anomalies !== undefined);
  const wanted = references + Math.max(references, heldOutRows, 20 * rowsForRate(falseAlarms));
  const { sample, seen } = await reservoir(checkRows("data" in normal ? [normal] : normal), wanted, seed);
  check(seen > 0, "DATA_EMPTY", "anomalies: there are no normal rows");
  if (anomalies !== undefined) await checkAnomalies(anomalies, sample);
  const names = namesOf(columns, sample.columns);
  checkFalseAlarms(falseAlarms, keepsApart(sample.rows, references) ? sample.rows - references : sample.rows);
  const scaling = options.scaling ?? (encoder !== undefined || sample.columns > sample.rows ? "common" : "columns");
  checkChoice("anomalies", "scaling", scaling, ["columns", "common"]);
  const parts = { methods, anomalies, columns: names, scaling, seed };
  const heldOut = await fitHeldOut(sample, { ...parts, references, folds });
  const scales = heldOut.scores.map(scoreScale);
  const calibration = combinedScores(heldOut.scores, scales).sort();
  const alarm = alarmThreshold(calibration, falseAlarms);
  const info: DetectorInfo = {
    kind: "detector",
    format: detectorFormat,
    kindred: version,
    created: new Date().toISOString(),
    input: inputOf(encoder, names),
    width: sample.columns,
    scaling,
    methods: methods.map(({ name, options }) => ({ name, options })),
    alarm,
    normal: { seen, references: heldOut.references },
    ...(anomalies && { anomalies: anomalies.rows }),
  };
  const x = input("rows", "float32", ["batch", sample.columns]);
  const score = combined(heldOut.pipeline(x), scales);
  const outputs = { score, p_value: pValues(score, calibration), anomaly: greater(score, scalar(alarm.threshold)) };
  const metadata = encodeDetectorInfo(info);
  const bytes = encodeModel({ inputs: [x], outputs: lower(outputs), metadata });
  if (encoder === undefined) return openDetector(bytes, "detector");
  return openDetector(joinModels(encoder.bytes, bytes, { output: "embeddings", input: "rows", metadata }), "detector");
}

function inputOf(encoder: EncoderInFront | undefined, columns: readonly string[]): DetectorInput {
  return encoder === undefined ? { kind: "rows", columns } : { kind: "model", model: encoder.info };
}

function namesOf(columns: readonly string[] | undefined, width: number): readonly string[] {
  const names = columns ?? Array.from({ length: width }, (_, i) => String(i + 1));
  check(
    names.length === width,
    "INVALID_OPTION",
    () => `anomalies: expected ${width} names of columns, got ${names.length}`,
  );
  return names;
}

async function checkAnomalies(anomalies: Matrix, { columns }: Matrix): Promise<void> {
  check(anomalies.rows > 0, "DATA_EMPTY", "anomalies: there are no rows among the known anomalies");
  check(anomalies.columns === columns, "DIMENSION_MISMATCH", () => {
    return `anomalies: known anomalies must have ${columns} columns as the normal rows have, got ${anomalies.columns}`;
  });
  for await (const _ of checkRows([anomalies], "known anomaly"));
}
