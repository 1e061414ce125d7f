// The OpenAPI 3.1 description of the service, made from its routes: what is checked and what is described are one.
// https://spec.openapis.org/oas/v3.1.1

import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { catalogue, type ErrorCode } from "../core/errors.js";
import { version } from "../core/version.js";
import { problemType } from "./problem.js";
import type { Route } from "./route.js";
import { problem } from "./schemas.js";

type Json = Readonly<Record<string, unknown>>;

/** Errors of every route that is not open to all. */
const usual: readonly ErrorCode[] = ["INVALID_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED", "OVERLOADED"];
/** Of those that take a body. */
const ofBodies: readonly ErrorCode[] = ["TIMED_OUT", "TOO_LARGE", "MEDIA_TYPE_UNSUPPORTED"];

export function openApi(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: "3.1.0",
    info: {
      title: "Kindred",
      version,
      description: "A Siamese network as a service: are these two the same, and how sure is that?",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(problem) },
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "Made by `kindred tokens create`." } },
    },
  };
}

function operation(route: Route): Json {
  const { operation: operationId, summary, description, scope, body } = route;
  return {
    operationId,
    summary,
    ...(description !== undefined && { description }),
    tags: [/^\/v1\/(\w+)/.exec(route.path)?.[1] ?? "service"],
    // Without a file of tokens nobody needs one.
    security: scope === "open" ? [] : [{ token: [] }, {}],
    ...(scope !== "open" && { "x-scope": scope }),
    ...parametersOf(route),
    ...(body !== undefined && { requestBody: { required: true, content: contentOf(route, body) } }),
    responses: responsesOf(route),
  };
}

function parametersOf({ params, query }: Route): Json {
  const list = [...fieldsOf(params, "path"), ...fieldsOf(query, "query")];
  return list.length === 0 ? {} : { parameters: list };
}

function fieldsOf(schema: z.ZodType | undefined, place: "path" | "query"): readonly Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema) as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => {
    const told = description === undefined ? {} : { description };
    return { name, in: place, required: required.includes(name), ...told, schema: property };
  });
}

/** JSON, and where there may be files a form. */
function contentOf({ files, lists = [] }: Route, body: z.ZodType): Json {
  const json = { "application/json": { schema: schemaOf(body) } };
  if (files === undefined) return json;
  const { properties = {}, ...rest } = schemaOf(body) as { readonly properties?: Readonly<Record<string, Json>> };
  const file = { type: "string", contentMediaType: "application/octet-stream" };
  const fields = Object.entries(properties).map(([name, property]) => {
    if (!files.includes(name)) return [name, property];
    return [name, lists.includes(name) ? { type: "array", items: file, minItems: 1 } : file];
  });
  const form = { ...rest, properties: Object.fromEntries(fields) as Json };
  return { ...json, "multipart/form-data": { schema: form } };
}

function responsesOf({ answer, statuses = [], errors = [], scope, body, params, query }: Route): Json {
  const done =
    answer === "text"
      ? { "text/plain": { schema: { type: "string" } } }
      : { "application/json": { schema: schemaOf(answer) } };
  const codes: readonly ErrorCode[] = [
    ...(scope === "open" ? [] : usual),
    ...(body === undefined ? [] : ofBodies),
    ...(params === undefined && query === undefined ? [] : (["INVALID_INPUT"] as const)),
    ...errors,
  ];
  const problems = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const { status } = catalogue[code];
    problems.set(status, [...(problems.get(status) ?? []), code]);
  }
  return {
    200: { description: "Done.", content: done },
    ...Object.fromEntries(statuses.map((status) => [status, { description: STATUS_CODES[status], content: done }])),
    ...Object.fromEntries([...problems].map(([status, list]) => [status, problemResponse(list)])),
  };
}

function problemResponse(codes: readonly ErrorCode[]): Json {
  const description = codes.map((code) => `${code}: ${catalogue[code].summary}`).join(" ");
  return { description, content: { [problemType]: { schema: { $ref: "#/components/schemas/Problem" } } } };
}

function schemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" });
  return rest;
}
