// Warnings about data and figures, on standard error: what was passed over, and some examples.

import type { Output } from "./output.js";

/** A sentence and, of warnings about data, how many things it is about and some of them by name. */
interface Warning {
  readonly message: string;
  readonly count?: number;
  readonly examples?: readonly string[];
}

export function warnings(output: Output, found: readonly Warning[]): void {
  for (const { message, count = 0, examples = [] } of found) {
    const more = count > examples.length ? ", ..." : "";
    const named = examples.length === 0 ? "" : ` (${examples.join(", ")}${more})`;
    output.note(`warning: ${message}${named}`);
  }
}
