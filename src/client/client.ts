// A client of `kindred serve`, for the browser and for Node: a method for each route, by the name of its operation in /openapi.json.
//
//   const client = createClient({ url: "http://127.0.0.1:8080" });
//   await client.verify(photo, other); // { same: true, distance: 0.41, ... }
//
// It needs nothing but `fetch`. What the service refuses is a ServiceError; where it cannot be reached, or does not answer in time,
// fetch's own errors come through. It never asks twice: whether to ask again is for the caller to say.

import { check, KindredError } from "../core/errors.js";
import { checkNames, checkRange } from "../core/options.js";
import type * as answers from "./answers.js";
import { bodyOf, type Input } from "./inputs.js";
import type * as given from "./options.js";
import { ask, askText, send, type Connection } from "./request.js";

export interface ClientOptions {
  /** Where the service is: "http://127.0.0.1:8080"; a path is kept, as of a proxy that has the service under one. */
  readonly url: string;
  /** Made by `kindred tokens create`. @defaultValue none */
  readonly token?: string | undefined;
  /** Sends the requests. @defaultValue the global `fetch` */
  readonly fetch?: typeof globalThis.fetch;
  /** Ends all requests of the client. */
  readonly signal?: AbortSignal | undefined;
  /** Seconds that a request may take, its answer included; 0: any time. @defaultValue 60 */
  readonly timeout?: number;
}

export interface CallOptions {
  /** Ends this request. */
  readonly signal?: AbortSignal | undefined;
}

/** All methods throw a ServiceError where the service refuses or fails, and reject with fetch's errors where it is not reached. */
export interface Client {
  /** A row for each input. Scope: verify. */
  embed(inputs: readonly Input[], options?: given.EmbedOptions & CallOptions): Promise<answers.EmbedAnswer>;
  /** Whether two inputs show the same. Scope: verify. */
  verify(a: Input, b: Input, options?: given.VerifyOptions & CallOptions): Promise<answers.VerifyAnswer>;
  /** Scope: verify. */
  models(options?: CallOptions): Promise<answers.ModelsAnswer>;
  /** Which galleries there are. Scope: verify. */
  galleries(options?: CallOptions): Promise<answers.GalleriesAnswer>;
  /** One gallery; nothing is asked yet. */
  gallery(name: string): GalleryClient;
  readonly anomalies: {
    /** How unlike everything normal: of rows of numbers (null or NaN is missing), or of what the detector's model takes. Scope: verify. */
    score(
      what: { readonly rows: readonly (readonly (number | null)[])[] } | { readonly inputs: readonly Input[] },
      options?: given.ScoreOptions & CallOptions,
    ): Promise<answers.ScoreAnswer>;
  };
  /** Whether the service lives. */
  health(options?: CallOptions): Promise<answers.StatusAnswer>;
  /** Whether the service takes requests; false while it shuts down. */
  ready(options?: CallOptions): Promise<boolean>;
  /** Counters for Prometheus, as text. Scope: verify. */
  metrics(options?: CallOptions): Promise<string>;
  /** The description of the service, OpenAPI 3.1. */
  openapi(options?: CallOptions): Promise<Readonly<Record<string, unknown>>>;
}

export interface GalleryClient {
  /** Enrols one example; durable when it resolves. Scope: enrol. */
  enrol(item: given.EnrolItem, options?: CallOptions): Promise<answers.EnrolAnswer>;
  /** The items, a page at a time. Scope: enrol. */
  items(options?: given.ItemsOptions & CallOptions): Promise<answers.ItemsAnswer>;
  /** The items most like an input. Scope: verify. */
  search(input: Input, options?: given.SearchOptions & CallOptions): Promise<answers.SearchAnswer>;
  /** Who an input shows, or that it is nobody known. Scope: verify. */
  identify(input: Input, options?: given.IdentifyOptions & CallOptions): Promise<answers.IdentifyAnswer>;
  /** Removes one item; NOT_FOUND where there is none. Scope: enrol. */
  remove(id: string, options?: CallOptions): Promise<answers.RemoveAnswer>;
  /** Removes all items of a label: somebody is to be forgotten. Scope: enrol. */
  removeLabel(label: string, options?: CallOptions): Promise<answers.RemoveAnswer>;
}

/** Throws INVALID_OPTION. */
export function createClient(options: ClientOptions): Client {
  const to = connectionOf(options);
  return {
    embed: async (inputs, { signal, ...fields } = {}) =>
      ask(to, "POST /v1/embed", { body: bodyOf(fields, { inputs }), signal }),
    verify: async (a, b, { signal, ...fields } = {}) =>
      ask(to, "POST /v1/verify", { body: bodyOf(fields, { a, b }), signal }),
    models: (call) => ask(to, "GET /v1/models", call),
    galleries: (call) => ask(to, "GET /v1/galleries", call),
    gallery: (name) => galleryClient(to, `/v1/galleries/${segment("gallery", name)}`),
    anomalies: {
      async score(what, { signal, ...fields } = {}) {
        const body = "rows" in what ? JSON.stringify({ ...fields, ...what }) : bodyOf(fields, what);
        return ask(to, "POST /v1/anomalies/score", { body, signal });
      },
    },
    health: (call) => ask(to, "GET /healthz", call),
    ready: async (call) => (await send(to, "GET /readyz", call)).response.ok,
    metrics: (call) => askText(to, "GET /metrics", call),
    openapi: (call) => ask(to, "GET /openapi.json", call),
  };
}

function galleryClient(to: Connection, path: string): GalleryClient {
  return {
    enrol: async ({ input, ...fields }, { signal } = {}) =>
      ask(to, `POST ${path}/items`, { body: bodyOf(fields, { input }), signal }),
    items: ({ signal, ...query } = {}) => ask(to, `GET ${path}/items${queryOf(query)}`, { signal }),
    search: async (input, { signal, ...fields } = {}) =>
      ask(to, `POST ${path}/search`, { body: bodyOf(fields, { input }), signal }),
    identify: async (input, { signal, ...fields } = {}) =>
      ask(to, `POST ${path}/identify`, { body: bodyOf(fields, { input }), signal }),
    remove: async (id, call) => ask(to, `DELETE ${path}/items/${segment("id", id)}`, call),
    removeLabel: (label, call) => ask(to, `DELETE ${path}/items${queryOf({ label })}`, call),
  };
}

function connectionOf({
  url,
  token,
  fetch = globalThis.fetch,
  signal,
  timeout = 60,
  ...rest
}: ClientOptions): Connection {
  checkNames("client", rest, ["url", "token", "fetch", "signal", "timeout"]);
  checkRange("client", "timeout", timeout, { from: 0, to: 86_400 });
  const valid = /^https?:\/\/[^?#\s]+$/.test(url) && URL.canParse(url);
  check(valid, "INVALID_OPTION", () => {
    return `client: url must be like http://127.0.0.1:8080, got ${JSON.stringify(url)}`;
  });
  return { url: url.replace(/\/+$/, ""), token, fetch, signal, timeout };
}

/** One part of a path. What a URL takes for a step up or for nothing cannot be one. Throws INVALID_INPUT. */
function segment(where: string, name: string): string {
  if (/^\.{0,2}$/.test(name)) {
    throw new KindredError("INVALID_INPUT", `client: ${where} cannot be ${JSON.stringify(name)} in a URL`);
  }
  return encodeURIComponent(name);
}

function queryOf(fields: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}
