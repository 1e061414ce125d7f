// Optimisers by name: as they stand in options and config files.

import { type Options, checkNames } from "../core/options.js";
import { unknownName } from "../core/suggest.js";
import { adam } from "./adam.js";
import { adamw } from "./adamw.js";
import type { Optimiser } from "./optimiser.js";
import { rmsprop } from "./rmsprop.js";
import { sgd } from "./sgd.js";

const makers: Readonly<Record<string, (options: Options) => Optimiser>> = { sgd, adam, adamw, rmsprop };

/** Every optimiser's name. */
export const optimiserNames: readonly string[] = Object.keys(makers);

/**
 * The optimiser called `name`; `optimiserByName(o.name, o.options)` rebuilds o.
 *
 * @throws INVALID_OPTION for an unknown name or option (with "did you mean"), or a value outside its range
 */
export function optimiserByName(name: string, options: Options = {}): Optimiser {
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined) throw unknownName("optimiser", name, optimiserNames);
  checkNames(name, options, Object.keys(make({}).options));
  return make(options);
}
