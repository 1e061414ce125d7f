// POST /v1/verify: do two pictures, series, texts or records show the same?

import { z } from "zod";
import { embedGiven } from "../embed-given.js";
import type { Resources } from "../resources.js";
import { route, type Route } from "../route.js";
import { input, modelName, similarity, threshold } from "../schemas.js";
import { decidingThreshold } from "../served-models.js";

const body = z.strictObject({ a: input, b: input, threshold, model: modelName });

export const verifyAnswer: z.ZodType<VerifyAnswer> = z.object({
  same: z.boolean().describe("Whether the distance is at most the threshold."),
  distance: z.number(),
  threshold: z.number().describe("What decided."),
  similarity,
  model: z.string(),
});

interface VerifyAnswer {
  readonly same: boolean;
  readonly distance: number;
  readonly threshold: number;
  readonly similarity: number | null;
  readonly model: string;
}

export function verifyRoute(resources: Resources): Route {
  return route({
    method: "POST",
    path: "/v1/verify",
    scope: "verify",
    operation: "verify",
    summary: "Whether two inputs show the same",
    body,
    files: ["a", "b"],
    json: ["threshold"],
    answer: verifyAnswer,
    errors: ["INVALID_INPUT", "IMAGE_UNREADABLE", "DATA_INVALID", "DATA_EMPTY", "NOT_FOUND", "MODEL_UNCALIBRATED"],
    async handle({ body: { a, b, threshold: asked, model: name }, signal }): Promise<VerifyAnswer> {
      const served = resources.models.get(name);
      const limit = decidingThreshold(asked, served.threshold, served.name);
      const given = [
        { given: a, where: "a" },
        { given: b, where: "b" },
      ];
      const [left, right] = await embedGiven(served, given, resources.limits, signal);
      const distance = served.model.distance.between(left!, right!);
      return {
        same: distance <= limit,
        distance,
        threshold: limit,
        similarity: served.model.similarity(distance) ?? null,
        model: served.name,
      };
    },
  });
}
