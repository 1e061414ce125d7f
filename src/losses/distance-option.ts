// The distance among a loss's options: an object in code, a name (with options where it has some) in files.

import { KindredError } from "../core/errors.js";
import type { Options } from "../core/options.js";
import type { Distance } from "../distances/distance.js";
import { distanceByName } from "../distances/registry.js";

/** As a loss's `options` show it: a name, or name and options. */
export type NamedDistance = string | { readonly name: string; readonly options: Options };

export function namedDistance({ name, options }: Distance): NamedDistance {
  return Object.keys(options).length === 0 ? name : { name, options };
}

/** The distance that a loss option means; undefined stays undefined. Throws INVALID_OPTION naming the loss. */
export function distanceOption(where: string, value: unknown): Distance | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return distanceByName(value);
  if (isRecord(value) && typeof value["name"] === "string") {
    // A distance itself has functions; what a file says has not.
    if (typeof value["between"] === "function") return value as unknown as Distance;
    const { options = {} } = value;
    if (isRecord(options)) return distanceByName(value["name"], options);
  }
  throw new KindredError(
    "INVALID_OPTION",
    `${where}: distance must be a name such as "euclidean", got ${JSON.stringify(value)}`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
