// POST /v1/galleries/{name}/search: what is most like it? POST /v1/galleries/{name}/identify: who is it, or nobody known?
// GET /v1/galleries: which galleries there are.

import { z } from "zod";
import { combinations, type Filter, type Identification } from "../../gallery/index.js";
import { embedGiven } from "../embed-given.js";
import type { Resources } from "../resources.js";
import { route, type Route } from "../route.js";
import { input, similarity, threshold } from "../schemas.js";
import { decidingThreshold, tightened } from "../served-models.js";
import type { ServedGallery } from "../served-galleries.js";
import { filter, metadata, params, top } from "./gallery-schemas.js";
import { who } from "./gallery-items.js";

const exact = z.boolean().optional().describe("Compare with every item, where an index would do. Default: false.");
const errors = [
  ...(["INVALID_INPUT", "IMAGE_UNREADABLE", "DATA_INVALID", "DATA_EMPTY", "NOT_FOUND"] as const),
  ...(["GALLERY_MISMATCH", "STORE_UNAVAILABLE"] as const),
];

const hit = z.object({
  id: z.string(),
  label: z.string().nullable(),
  distance: z.number(),
  similarity,
  metadata,
});
export const searchAnswer: z.ZodType = z.object({ hits: z.array(hit).describe("Nearest first.") });

const ranked = z.object({
  identity: z.string(),
  distance: z.number(),
  similarity,
  examples: z.number().int().describe("That were looked at."),
});
export const identifyAnswer: z.ZodType = z.object({
  identity: z.string().nullable().describe("Null where nobody is near enough: unknown."),
  distance: z.number().nullable().describe("Of the nearest identity, known or not; null in an empty gallery."),
  similarity,
  threshold: z.number().describe("What decided."),
  ranked: z.array(ranked).describe("Identities, nearest first."),
});

export const galleriesAnswer: z.ZodType = z.object({
  galleries: z.array(
    z.object({
      name: z.string(),
      items: z.number().int(),
      model: z.string(),
      distance: z.string(),
      threshold: z.number().nullable(),
    }),
  ),
});

export function searchRoutes(resources: Resources): readonly Route[] {
  return [galleriesRoute(resources), searchRoute(resources), identifyRoute(resources)];
}

function galleriesRoute({ galleries }: Resources): Route {
  return route({
    method: "GET",
    path: "/v1/galleries",
    scope: "verify",
    operation: "galleries",
    summary: "The galleries of the service",
    answer: galleriesAnswer,
    handle: () =>
      Promise.resolve({
        galleries: galleries.all.map(({ name, gallery: { info }, served, threshold: limit }) => {
          const { items, distance } = info;
          return { name, items, model: served.name, distance: distance.name, threshold: limit ?? null };
        }),
      }),
  });
}

function searchRoute(resources: Resources): Route {
  return route({
    method: "POST",
    path: "/v1/galleries/{name}/search",
    scope: "verify",
    operation: "search",
    summary: "The items most like an input",
    params,
    body: z.strictObject({ input, top: top(1000, 10), filter, exact }),
    files: ["input"],
    json: ["top", "filter", "exact"],
    answer: searchAnswer,
    errors,
    async handle(call) {
      const { input: given, top: count, filter: only, exact: all } = call.body;
      const found = resources.galleries.get(call.params.name);
      const embedding = await probe(resources, found, given, call.signal);
      const hits = await found.gallery.search(
        { embedding },
        withoutUndefined({ top: count, ...filtered(only), exact: all }),
      );
      const ids = hits.slice(0, 10).map(({ id }) => id);
      await resources.audit.write({ ...who(call, found), action: "search", outcome: `${hits.length} found`, ids });
      return { hits: hits.map((each) => ({ ...each, similarity: each.similarity ?? null })) };
    },
  });
}

function identifyRoute(resources: Resources): Route {
  return route({
    method: "POST",
    path: "/v1/galleries/{name}/identify",
    scope: "verify",
    operation: "identify",
    summary: "Who an input shows, or that it is nobody known",
    params,
    body: z.strictObject({
      input,
      top: top(100, 5),
      combine: z
        .enum(combinations)
        .optional()
        .describe("How the examples of one identity are combined. Default: nearest."),
      threshold,
      filter,
      exact,
    }),
    files: ["input"],
    json: ["top", "threshold", "filter", "exact"],
    answer: identifyAnswer,
    errors: [...errors, "MODEL_UNCALIBRATED", "DATA_TOO_FEW"],
    async handle(call) {
      const { input: given, threshold: asked, top: count, combine, filter: only, exact: all } = call.body;
      const found = resources.galleries.get(call.params.name);
      const { falseIdentificationRate } = found;
      const limit =
        falseIdentificationRate === undefined
          ? { threshold: decidingThreshold(asked, found.threshold, found.name) }
          : { falseIdentificationRate };
      const embedding = await probe(resources, found, given, call.signal);
      const options = withoutUndefined({ top: count, combine, ...filtered(only), exact: all });
      const identified = decided(await found.gallery.identify({ embedding }, { ...limit, ...options }), asked);
      const { identity } = identified;
      const told = identity === undefined ? { outcome: "unknown" } : { outcome: "known", ids: [identity] };
      await resources.audit.write({ ...who(call, found), action: "identify", ...told });
      return answerOf(identified);
    },
  });
}

async function probe(
  { limits }: Resources,
  { served }: ServedGallery,
  given: unknown,
  signal: AbortSignal,
): Promise<Float32Array> {
  const [embedding] = await embedGiven(served, [{ given, where: "input" }], limits, signal);
  return embedding!;
}

/** Decided anew where the request's threshold is tighter than the one that was used. Throws INVALID_INPUT where it is looser. */
function decided(found: Identification, asked: number | undefined): Identification {
  const limit = tightened(asked, found.threshold);
  const known = found.distance !== undefined && found.distance <= limit;
  return { ...found, threshold: limit, identity: known ? found.identity : undefined };
}

function answerOf({
  identity,
  distance,
  similarity: probability,
  threshold: limit,
  ranked: list,
}: Identification): object {
  return {
    identity: identity ?? null,
    distance: distance ?? null,
    similarity: probability ?? null,
    threshold: limit,
    ranked: list.map((each) => ({ ...each, similarity: each.similarity ?? null })),
  };
}

/** The gallery checks what is in a filter. */
function filtered(given: Readonly<Record<string, unknown>> | undefined): { readonly filter?: Filter } {
  return given === undefined ? {} : { filter: given as Filter };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<T>;
}
