// POST, GET and DELETE /v1/galleries/{name}/items: enrol, list, remove.

import { z } from "zod";
import { KindredError } from "../../core/errors.js";
import type { AddResult } from "../../gallery/index.js";
import { embedGiven } from "../embed-given.js";
import { pictureFile } from "../inputs.js";
import type { Resources } from "../resources.js";
import { route, type Call, type Caller, type Route } from "../route.js";
import { input } from "../schemas.js";
import type { ServedGallery } from "../served-galleries.js";
import { id, metadata, params } from "./gallery-schemas.js";

const enrolBody = z.strictObject({
  id: id.describe("Unique within the gallery: an item of the same id is replaced."),
  label: id.optional().describe("Whose it is. Several items may have one label. Default: an identity of its own."),
  metadata: metadata.optional(),
  input,
});
type EnrolBody = z.infer<typeof enrolBody>;

export const enrolAnswer: z.ZodType<{ readonly id: string; readonly replaced: boolean }> = z.object({
  id: z.string(),
  replaced: z.boolean().describe("Whether there was an item of that id before."),
});

export const removeAnswer: z.ZodType<{ readonly removed: number }> = z.object({ removed: z.number().int() });

const item = z.object({ id: z.string(), label: z.string().nullable(), metadata });
export const listAnswer: z.ZodType = z.object({
  items: z.array(item),
  next: z.string().optional().describe("What to ask for as `after` to get the next page; absent on the last."),
});

const errors = ["NOT_FOUND", "GALLERY_MISMATCH", "GALLERY_BUSY", "STORE_UNAVAILABLE", "DISK_FULL"] as const;

export function itemRoutes(resources: Resources): readonly Route[] {
  return [enrolRoute(resources), listRoute(resources), removeRoute(resources), removeLabelRoute(resources)];
}

function enrolRoute(resources: Resources): Route {
  return route({
    method: "POST",
    path: "/v1/galleries/{name}/items",
    scope: "enrol",
    operation: "enrol",
    summary: "Enrols one example of somebody or something",
    params,
    body: enrolBody,
    files: ["input"],
    json: ["metadata"],
    answer: enrolAnswer,
    errors: ["INVALID_INPUT", "IMAGE_UNREADABLE", "DATA_INVALID", "DATA_EMPTY", ...errors],
    async handle(call) {
      const found = resources.galleries.get(call.params.name);
      const { replaced } = await enrol(resources, found, call);
      const { id: item, label } = call.body;
      await resources.audit.write({
        ...who(call, found),
        action: "enrol",
        outcome: replaced > 0 ? "replaced" : "added",
        ids: [item],
        ...(label !== undefined && { labels: [label] }),
      });
      return { id: item, replaced: replaced > 0 };
    },
  });
}

/** Embeds with whatever else arrives; a gallery that keeps sources gets the picture as well. */
async function enrol(
  resources: Resources,
  { gallery, served }: ServedGallery,
  { body, signal }: Call<EnrolBody, unknown, unknown>,
): Promise<AddResult> {
  const { input: given, id: itemId, label, metadata: known } = body;
  const named = { id: itemId, ...(label !== undefined && { label }), ...(known !== undefined && { metadata: known }) };
  const [embedding] = await embedGiven(served, [{ given, where: "input" }], resources.limits, signal);
  signal.throwIfAborted();
  const isKept = gallery.info.keepSources && served.model.info.input.kind === "image";
  const source = isKept ? { source: pictureFile(given, "input") } : {};
  return gallery.addEmbeddings([{ ...named, embedding: embedding!, ...source }]);
}

function listRoute({ galleries }: Resources): Route {
  const query = z.strictObject({
    after: id.optional().describe("Items whose ids come after this one, in the order of their bytes."),
    limit: z.coerce.number().int().min(1).max(1000).optional().describe("Default: 100."),
  });
  return route({
    method: "GET",
    path: "/v1/galleries/{name}/items",
    scope: "enrol",
    operation: "items",
    summary: "The items of a gallery, a page at a time",
    params,
    query,
    answer: listAnswer,
    errors: [...errors],
    async handle({ params: { name }, query: { after, limit } }) {
      const { gallery } = galleries.get(name);
      return gallery.list({ ...(after !== undefined && { after }), ...(limit !== undefined && { limit }) });
    },
  });
}

function removeRoute(resources: Resources): Route {
  return route({
    method: "DELETE",
    path: "/v1/galleries/{name}/items/{id}",
    scope: "enrol",
    operation: "remove",
    summary: "Removes one item; an id with a slash is percent-encoded",
    params: params.extend({ id }),
    answer: removeAnswer,
    errors: [...errors],
    handle: (call) => remove(resources, call, call.params.name, { ids: [call.params.id] }),
  });
}

function removeLabelRoute(resources: Resources): Route {
  return route({
    method: "DELETE",
    path: "/v1/galleries/{name}/items",
    scope: "enrol",
    operation: "removeLabel",
    summary: "Removes all items of a label: somebody is to be forgotten",
    params,
    query: z.strictObject({ label: id }),
    answer: removeAnswer,
    errors: [...errors],
    handle: (call) => remove(resources, call, call.params.name, { labels: [call.query.label] }),
  });
}

async function remove(
  { galleries, audit }: Resources,
  caller: Caller,
  name: string,
  what: { readonly ids: readonly string[] } | { readonly labels: readonly string[] },
): Promise<{ removed: number }> {
  const found = galleries.get(name);
  const removed = await found.gallery.remove(what);
  const outcome = removed === 0 ? "absent" : `removed ${removed}`;
  await audit.write({ ...who(caller, found), action: "remove", outcome, ...what });
  if (removed === 0) throw new KindredError("NOT_FOUND", "items: the gallery has none of that name");
  return { removed };
}

/** Who asks for what, in an audit line. */
export function who(
  { client, address, request }: Caller,
  { name }: ServedGallery,
): { readonly client: string; readonly address: string; readonly request: string; readonly gallery: string } {
  return { client, address, request, gallery: name };
}
