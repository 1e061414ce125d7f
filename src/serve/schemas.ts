// What several routes speak of, as schemas. Descriptions go into openapi.json.

import { z } from "zod";

/** A picture, a series, a text or a record. Which one the model takes is checked, with better words, when the model is known. */
export const input: z.ZodType<unknown> = z.unknown().meta({
  description:
    "What the model takes. A picture: base64 of a picture file (also as a data URL), or its pixels. A series: steps, of several " +
    "channels an array for each; null is a gap. A text: a string. A record: an object with its columns.",
  anyOf: [
    { type: "string", contentEncoding: "base64" },
    {
      type: "object",
      required: ["width", "height", "channels", "data"],
      properties: {
        width: { type: "integer", minimum: 1 },
        height: { type: "integer", minimum: 1 },
        channels: { enum: [1, 3] },
        data: { type: "string", contentEncoding: "base64" },
      },
    },
    { type: "array", items: { type: ["number", "null"] }, minItems: 1 },
    { type: "array", items: { type: "array", items: { type: ["number", "null"] } }, minItems: 1 },
    { type: "object" },
  ],
});

/** Of a model. */
export const modelName: z.ZodOptional<z.ZodString> = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe("Which model, where there are several. Default: the first.");

export const threshold: z.ZodOptional<z.ZodNumber> = z
  .number()
  .min(0)
  .optional()
  .describe("Decide by this distance, which may be tighter than the service's, never looser.");

export const embedding: z.ZodArray<z.ZodNumber> = z.array(z.number());

export const similarity: z.ZodNullable<z.ZodNumber> = z
  .number()
  .nullable()
  .describe("Calibrated probability of the same, 0 to 1; null where the model has no calibration.");

export const problem: z.ZodType = z
  .object({
    type: z.string().describe("Where the code is explained."),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe("Of Kindred's error catalogue."),
    detail: z.string().describe("What was expected and what came."),
    request: z.string().optional().describe("Names the request in the service's log."),
  })
  .describe("Problem details, RFC 9457.");
