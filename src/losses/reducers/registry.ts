// Reducers by name: as they stand in options, config files and model metadata.

import { KindredError } from "../../core/errors.js";
import { type Options, checkNames } from "../../core/options.js";
import { unknownName } from "../../core/suggest.js";
import { type ClassWeightedOptions, classWeightedReducer } from "./class-weighted.js";
import { meanOfNonZeroReducer } from "./mean-of-non-zero.js";
import { meanReducer } from "./mean.js";
import { perAnchorReducer } from "./per-anchor.js";
import type { Reducer } from "./reducer.js";
import { sumReducer } from "./sum.js";
import { thresholdReducer } from "./threshold.js";

interface Entry {
  /** Names of the options it takes. */
  readonly options: readonly string[];
  make(options: Options): Reducer;
}

const entries: Readonly<Record<string, Entry>> = {
  mean: { options: [], make: meanReducer },
  sum: { options: [], make: sumReducer },
  "mean-of-non-zero": { options: [], make: meanOfNonZeroReducer },
  "per-anchor": {
    options: ["reducer"],
    make: ({ reducer }) =>
      perAnchorReducer(reducer === undefined ? {} : { reducer: reducerOption("per-anchor", reducer)! }),
  },
  "class-weighted": {
    options: ["weights"],
    make: (options) => classWeightedReducer(options as unknown as ClassWeightedOptions),
  },
  threshold: { options: ["low", "high"], make: thresholdReducer },
};

/** Every reducer's name. */
export const reducerNames: readonly string[] = Object.keys(entries);

/** As a loss's `options` show it: a name, or name and options. */
export type NamedReducer = string | { readonly name: string; readonly options: Options };

export function namedReducer({ name, options }: Reducer): NamedReducer {
  return Object.keys(options).length === 0 ? name : { name, options };
}

/**
 * The reducer called `name`; `reducerByName(r.name, r.options)` rebuilds r.
 *
 * @throws INVALID_OPTION for an unknown name or option (with "did you mean"), or a value outside its range
 */
export function reducerByName(name: string, options: Options = {}): Reducer {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry === undefined) throw unknownName("reducer", name, reducerNames);
  checkNames(name, options, entry.options);
  return entry.make(options);
}

/** The reducer that an option means; undefined stays undefined. Throws INVALID_OPTION naming the loss. */
export function reducerOption(where: string, value: unknown): Reducer | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return reducerByName(value);
  if (isRecord(value) && typeof value["name"] === "string") {
    // A reducer itself has a function; what a file says has not.
    if (typeof value["reduce"] === "function") return value as unknown as Reducer;
    const { options = {} } = value;
    if (isRecord(options)) return reducerByName(value["name"], options);
  }
  throw new KindredError(
    "INVALID_OPTION",
    `${where}: reducer must be a name such as "mean-of-non-zero", got ${JSON.stringify(value)}`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
