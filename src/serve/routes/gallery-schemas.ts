// What the routes of galleries have in common.

import { z } from "zod";

export type MetadataValue = string | number | boolean;

export const galleryName: z.ZodString = z.string().min(1).max(63).describe("Of a gallery of the service.");

export const params: z.ZodObject<{ name: z.ZodString }> = z.strictObject({ name: galleryName });

const value = z.union([z.string(), z.number(), z.boolean()]);

export const metadata: z.ZodType<Readonly<Record<string, MetadataValue>>> = z
  .record(z.string(), value)
  .describe("Names of letters, digits and _, with text, numbers, true or false.");

/** As the gallery takes it; which checks it to the last detail. */
export const filter: z.ZodType<Readonly<Record<string, unknown>> | undefined> = z
  .record(z.string(), z.unknown())
  .optional()
  .describe(
    'Only items with such metadata: {"site": "berlin"}, {"site": ["berlin", "rome"]}, {"age": {"atLeast": 18, "below": 65}}.',
  );

export const id: z.ZodString = z.string().min(1).max(1024);

/** Items or identities of an answer, at most. */
export function top(most: number, usual: number): z.ZodOptional<z.ZodInt> {
  return z.int().min(1).max(most).optional().describe(`How many, at most. Default: ${usual}.`);
}
