// GET /v1/models: which models there are, what they take and how they decide.

import { z } from "zod";
import type { Resources } from "../resources.js";
import { route, type Route } from "../route.js";

interface ModelAnswer {
  readonly name: string;
  readonly input: { readonly kind: string; readonly [field: string]: unknown };
  readonly columns: number;
  readonly encoder: string;
  readonly distance: string;
  readonly threshold: number | null;
  readonly far: number | null;
  readonly frr: number | null;
  readonly calibrated: boolean;
  readonly created: string;
}

const model: z.ZodType<ModelAnswer> = z.object({
  name: z.string(),
  input: z.looseObject({ kind: z.string() }).describe("What the model takes."),
  columns: z.number().int().describe("Width of an embedding."),
  encoder: z.string(),
  distance: z.string(),
  threshold: z.number().nullable().describe("Distances up to it are the same; requests may only tighten it."),
  far: z.number().nullable().describe("False accept rate at the model's own threshold, in its validation."),
  frr: z.number().nullable().describe("False reject rate there."),
  calibrated: z.boolean().describe("Whether answers have a similarity."),
  created: z.string(),
});

export const modelsAnswer: z.ZodType<ModelsAnswer> = z.object({ models: z.array(model) });

interface ModelsAnswer {
  readonly models: readonly ModelAnswer[];
}

/** What a client needs to know of an input; not a table's vocabulary or a tokeniser's words. */
const inputFields = ["kind", "height", "width", "colour", "fit", "channels"];

export function modelsRoute({ models }: Resources): Route {
  return route({
    method: "GET",
    path: "/v1/models",
    scope: "verify",
    operation: "models",
    summary: "The models of the service",
    answer: modelsAnswer,
    async handle(): Promise<ModelsAnswer> {
      return {
        models: models.all.map(({ name, model: { info }, threshold }) => {
          const own = info.threshold?.threshold === threshold ? info.threshold : undefined;
          const fields = Object.entries(info.input).filter(([field]) => inputFields.includes(field));
          return {
            name,
            input: { kind: info.input.kind, ...Object.fromEntries(fields) },
            columns: info.embedding,
            encoder: info.encoder.name,
            distance: info.distance.name,
            threshold: threshold ?? null,
            far: own?.far ?? null,
            frr: own?.frr ?? null,
            calibrated: info.calibration !== undefined,
            created: info.created,
          };
        }),
      };
    },
  });
}
