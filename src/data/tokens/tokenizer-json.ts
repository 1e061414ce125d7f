// Vocabularies in the form of Hugging Face's tokenizer.json, which any of their libraries reads: what a model was trained with can be
// taken apart elsewhere in the same way. @huggingface/tokenizers, in plain JavaScript, reads it here, in Node.js and in the browser.

import { KindredError } from "../../core/errors.js";
import type { NormaliseOptions } from "./normalise.js";
import { wordPattern } from "./normalise.js";

/** What stands for tokens that are not in the vocabulary; its id is 1. */
export const unknownToken = "[UNK]";

/** What 0 is called. */
export const paddingToken = "[PAD]";

export type TokenizerJson = Readonly<Record<string, unknown>>;

/** A tokenizer.json of that model, over words of texts that are normalised as here (normalise.ts, but for the blanks). */
export function tokenizerJson(
  model: Readonly<Record<string, unknown>>,
  { lowercase }: NormaliseOptions,
): TokenizerJson {
  const normalizers = [{ type: "NFKC" }, ...(lowercase ? [{ type: "Lowercase" }] : [])];
  return {
    ...{ version: "1.0", truncation: null, padding: null, added_tokens: [] },
    normalizer: { type: "Sequence", normalizers },
    pre_tokenizer: { type: "Split", pattern: { Regex: wordPattern }, behavior: "Removed", invert: true },
    ...{ post_processor: null, decoder: null, model },
  };
}

/** Tokens with their ids: padding 0, unknown 1, then `tokens`. */
export function vocabularyOf(tokens: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries([paddingToken, unknownToken, ...tokens].map((token, id) => [token, id]));
}

/** What is used of the library, whose declarations name their files without endings, which Node does not resolve. */
interface Library {
  readonly Tokenizer: new (
    json: object,
    config: object,
  ) => {
    encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: readonly number[] };
  };
}

/** Ids of a normalised text, by a tokenizer.json. Throws INVALID_OPTION where it is none. */
export async function tokenizerOf(json: TokenizerJson): Promise<(text: string) => Int32Array> {
  const { Tokenizer } = (await import("@huggingface/tokenizers")) as unknown as Library;
  try {
    const tokenizer = new Tokenizer(json, {});
    return (text) => Int32Array.from(tokenizer.encode(text, { add_special_tokens: false }).ids);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KindredError("INVALID_OPTION", `tokens: its tokenizer cannot be read: ${reason}`, { cause });
  }
}
