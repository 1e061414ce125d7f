// POST /v1/embed: embeddings of pictures, series, texts or records.

import { z } from "zod";
import { check } from "../../core/errors.js";
import { route, type Route } from "../route.js";
import { embedding, input, modelName } from "../schemas.js";
import type { Resources } from "../resources.js";
import { embedGiven } from "../embed-given.js";

const body = z.strictObject({
  inputs: z.array(input).min(1).describe("What to embed; as files of a form, the field `inputs` once for each."),
  model: modelName,
});

export const embedAnswer: z.ZodType<EmbedAnswer> = z.object({
  model: z.string(),
  columns: z.number().int().describe("Width of an embedding."),
  embeddings: z.array(embedding).describe("A row for each input, in their order."),
});

interface EmbedAnswer {
  readonly model: string;
  readonly columns: number;
  readonly embeddings: readonly (readonly number[])[];
}

export function embedRoute(resources: Resources): Route {
  return route({
    method: "POST",
    path: "/v1/embed",
    scope: "verify",
    operation: "embed",
    summary: "Embeddings of pictures, series, texts or records",
    body,
    files: ["inputs"],
    lists: ["inputs"],
    answer: embedAnswer,
    errors: ["INVALID_INPUT", "IMAGE_UNREADABLE", "DATA_INVALID", "DATA_EMPTY", "NOT_FOUND"],
    async handle({ body: { inputs, model }, signal }): Promise<EmbedAnswer> {
      const served = resources.models.get(model);
      const { maxInputs } = resources.limits;
      check(inputs.length <= maxInputs, "TOO_LARGE", () => {
        return `inputs: ${inputs.length} exceed the limit of ${maxInputs} at a time`;
      });
      const named = inputs.map((given, index) => ({ given, where: `inputs.${index}` }));
      const rows = await embedGiven(served, named, resources.limits, signal);
      return {
        model: served.name,
        columns: served.model.info.embedding,
        embeddings: rows.map((row) => Array.from(row)),
      };
    },
  });
}
