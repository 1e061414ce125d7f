// What a model of texts takes: how texts become numbers (data/tokens), so that raw text goes in.

import type { ColumnOptions } from "../data/columns.js";
import { checkTokens, type Tokens } from "../data/tokens/tokens.js";

export interface TextInput extends Tokens {
  readonly kind: "text";
  /** Columns of texts, scores or classes in the table that it was trained on, where they were named. */
  readonly source?: ColumnOptions;
}

/** Throws INVALID_OPTION where texts cannot be taken apart so. */
export function checkTextInput(input: TextInput): void {
  checkTokens(input);
}
