// How texts become numbers. What it takes to do so again travels in the model file, so that raw text goes in when a model is used.
//
//   bytes   id = byte of the UTF-8 + 1      257 ids, nothing to learn: any language, any typing error
//
// 0 is padding, and stands for a text without any token. The first `longest` tokens of a text count.

import { checkChoice, checkCount, checkFlag } from "../../core/options.js";
import { byteTokens } from "./bytes.js";
import { normaliseText } from "./normalise.js";

export type TokenUnit = "bytes";

export const tokenUnits: readonly TokenUnit[] = ["bytes"];

/** JSON-serialisable. */
export interface Tokens {
  readonly unit: TokenUnit;
  /** Number of ids, 0 included. */
  readonly vocabulary: number;
  /** Tokens read of a text, at most. */
  readonly longest: number;
  /** Whether capital letters count as small ones. */
  readonly lowercase: boolean;
}

export interface TokenisedText {
  /** At least one. */
  readonly ids: Int32Array;
  /** Whether the text was longer than is read. */
  readonly cut: boolean;
}

export interface Tokeniser {
  readonly tokens: Tokens;
  encode(text: string): TokenisedText;
}

/** Throws INVALID_OPTION where a description cannot be used. */
export function checkTokens(tokens: Tokens): void {
  const { unit, vocabulary, longest, lowercase } = tokens;
  checkChoice("tokens", "unit", unit, tokenUnits);
  checkCount("tokens", "vocabulary", vocabulary, 2);
  checkCount("tokens", "longest", longest);
  checkFlag("tokens", "lowercase", lowercase);
}

/** What turns texts to ids as described. Throws INVALID_OPTION. */
export async function openTokeniser(tokens: Tokens): Promise<Tokeniser> {
  checkTokens(tokens);
  const split = await splitterOf(tokens);
  const { longest } = tokens;
  return {
    tokens,
    encode(text) {
      const ids = split(normaliseText(text, tokens));
      if (ids.length === 0) return { ids: Int32Array.of(0), cut: false };
      return { ids: ids.subarray(0, longest), cut: ids.length > longest };
    },
  };
}

/** Ids of a normalised text. */
type Splitter = (text: string) => Int32Array;

function splitterOf(_tokens: Tokens): Promise<Splitter> {
  return Promise.resolve(byteTokens);
}
