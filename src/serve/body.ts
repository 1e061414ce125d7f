// A request's body as its route's schema wants it, from JSON or from a form.

import type { z } from "zod";
import { KindredError, check } from "../core/errors.js";
import { parseJson } from "./json.js";
import type { Part } from "./multipart.js";
import type { Route } from "./route.js";

/** A form that has been parsed, on its way to the route that knows its fields. */
export class Form {
  readonly parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.parts = parts;
  }
}

/** Throws INVALID_INPUT, MEDIA_TYPE_UNSUPPORTED. */
export function bodyOf(route: Route, given: unknown): unknown {
  if (route.body === undefined) {
    check(given === undefined || given === null, "INVALID_INPUT", "expected no body");
    return undefined;
  }
  return checked(route.body, given instanceof Form ? fieldsOf(route, given) : given, "body");
}

/** `given` as `schema` lets it through. Throws INVALID_INPUT: `threshold: expected number, received string`. */
export function checked(schema: z.ZodType, given: unknown, where: string): unknown {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const told = result.error.issues.slice(0, 3).map(({ path, message }) => {
    const place = path.length === 0 ? where : path.map(String).join(".");
    return `${place}: ${message.endsWith("received undefined") ? "missing" : message.charAt(0).toLowerCase() + message.slice(1)}`;
  });
  throw new KindredError("INVALID_INPUT", told.join("; ").slice(0, 500));
}

function fieldsOf({ files, json = [], lists = [] }: Route, { parts }: Form): Readonly<Record<string, unknown>> {
  check(files !== undefined, "MEDIA_TYPE_UNSUPPORTED", "this route takes application/json, not a form");
  // No prototype: a field may be called anything.
  const fields = Object.create(null) as Record<string, unknown>;
  for (const { name, value } of parts) {
    const isFile = typeof value !== "string";
    check(!isFile || files.includes(name), "INVALID_INPUT", () => {
      return `form: the field ${JSON.stringify(name.slice(0, 40))} holds a file; files go into ${files.join(", ")}`;
    });
    const read =
      json.includes(name) && !isFile ? parseJson(value, `form: ${name} must be JSON, such as a number`) : value;
    if (lists.includes(name)) ((fields[name] ??= []) as unknown[]).push(read);
    else {
      check(!(name in fields), "INVALID_INPUT", () => `form: ${JSON.stringify(name.slice(0, 40))} comes twice`);
      fields[name] = read;
    }
  }
  return { ...fields };
}
