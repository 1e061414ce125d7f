// Warnings about the data, on standard error: what was passed over, and some examples.

import type { DataWarning } from "../data/dataset.js";
import type { Output } from "./output.js";

export function warnings(output: Output, found: readonly DataWarning[]): void {
  for (const { message, count, examples } of found) {
    const more = count > examples.length ? ", ..." : "";
    const named = examples.length === 0 ? "" : ` (${examples.join(", ")}${more})`;
    output.note(`warning: ${message}${named}`);
  }
}
