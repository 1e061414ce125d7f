// What a model of texts takes: how texts become numbers (data/tokens), so that raw text goes in.

import { checkTokens, type Tokens } from "../data/tokens/tokens.js";

export interface TextInput extends Tokens {
  readonly kind: "text";
}

/** Throws INVALID_OPTION where texts cannot be taken apart so. */
export function checkTextInput(input: TextInput): void {
  checkTokens(input);
}
