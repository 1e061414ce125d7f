// Checks of options that may come from a config file or a command line, where the compiler has not seen them.

import { KindredError, check } from "./errors.js";
import { closest } from "./suggest.js";

/** Options by name, as in config files and model metadata. */
export type Options = Readonly<Record<string, unknown>>;

/** Throws INVALID_OPTION where `options` has a key that is not `known`: `conv4: unknown option "widht", did you mean "width"? ...`. */
export function checkNames(where: string, options: Options, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const hint = closest(key, known);
    const suggestion = hint === undefined ? "." : `, did you mean "${hint}"?`;
    const list = known.length === 0 ? "none" : known.join(", ");
    throw new KindredError("INVALID_OPTION", `${where}: unknown option "${key}"${suggestion} Known: ${list}`);
  }
}

/** Throws INVALID_OPTION unless `value` is a whole number of at least `least`. @defaultValue least 1 */
export function checkCount(where: string, name: string, value: unknown, least = 1): asserts value is number {
  check(Number.isInteger(value) && Number(value) >= least, "INVALID_OPTION", () => {
    return `${where}: ${name} must be a whole number >= ${least}, got ${shown(value)}`;
  });
}

/** The bounds of a number; `above` and `below` are excluded, `from` and `to` included. */
export interface Range {
  readonly above?: number;
  readonly from?: number;
  readonly below?: number;
  readonly to?: number;
}

/** Throws INVALID_OPTION unless `value` is a finite number within `range`: `adam: beta1 must be >= 0 and < 1, got 2`. */
export function checkRange(where: string, name: string, value: unknown, range: Range = {}): asserts value is number {
  const { above = -Infinity, from = -Infinity, below = Infinity, to = Infinity } = range;
  const fits =
    typeof value === "number" &&
    Number.isFinite(value) &&
    value > above &&
    value >= from &&
    value < below &&
    value <= to;
  check(fits, "INVALID_OPTION", () => {
    const bounds = [
      ...(range.above === undefined ? [] : [`> ${range.above}`]),
      ...(range.from === undefined ? [] : [`>= ${range.from}`]),
      ...(range.below === undefined ? [] : [`< ${range.below}`]),
      ...(range.to === undefined ? [] : [`<= ${range.to}`]),
    ];
    return `${where}: ${name} must be ${bounds.join(" and ") || "a finite number"}, got ${shown(value)}`;
  });
}

/** Throws INVALID_OPTION unless `value` is true or false. */
export function checkFlag(where: string, name: string, value: unknown): asserts value is boolean {
  check(
    typeof value === "boolean",
    "INVALID_OPTION",
    () => `${where}: ${name} must be true or false, got ${shown(value)}`,
  );
}

/** Throws INVALID_OPTION unless `value` is one of `choices`. */
export function checkChoice<T extends string>(
  where: string,
  name: string,
  value: unknown,
  choices: readonly T[],
): asserts value is T {
  check((choices as readonly unknown[]).includes(value), "INVALID_OPTION", () => {
    const hint = typeof value === "string" ? closest(value, choices) : undefined;
    const suggestion = hint === undefined ? "" : `, did you mean "${hint}"?`;
    return `${where}: ${name} must be one of ${choices.join(", ")}, got ${shown(value)}${suggestion}`;
  });
}

function shown(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : (JSON.stringify(value) ?? String(value));
}
