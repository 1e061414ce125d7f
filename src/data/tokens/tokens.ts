// How texts become numbers. What it takes to do so again travels in the model file, so that raw text goes in when a model is used.
//
//   bytes      id = byte of the UTF-8 + 1                    257 ids, nothing to learn: any language, any typing error
//   words      id of the word in a vocabulary                words that are not in it are one, "unknown"
//   subwords   ids of the pieces of byte pair encoding       frequent words are one piece, rare ones several
//   ngrams     ids of words and of n-grams of their letters  hashed: no order of words, but spelling
//
// 0 is padding, and stands for a text without any token. The first `longest` tokens of a text count.

import { check } from "../../core/errors.js";
import { checkChoice, checkCount, checkFlag } from "../../core/options.js";
import { byteTokens, byteVocabulary } from "./bytes.js";
import { ngramTokens } from "./ngrams.js";
import { normaliseText } from "./normalise.js";
import { tokenizerOf, type TokenizerJson } from "./tokenizer-json.js";

export type TokenUnit = "bytes" | "words" | "subwords" | "ngrams";

export const tokenUnits: readonly TokenUnit[] = ["bytes", "words", "subwords", "ngrams"];

/** JSON-serialisable. */
export interface Tokens {
  readonly unit: TokenUnit;
  /** Number of ids, 0 included. */
  readonly vocabulary: number;
  /** Tokens read of a text, at most. */
  readonly longest: number;
  /** Whether capital letters count as small ones. */
  readonly lowercase: boolean;
  /** Of n-grams: their least and greatest length. */
  readonly letters?: readonly [least: number, most: number];
  /** Of words and subwords: what Hugging Face's tokenizer.json holds. */
  readonly tokenizer?: TokenizerJson;
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
  const { unit, vocabulary, longest, lowercase, tokenizer, letters } = tokens;
  checkChoice("tokens", "unit", unit, tokenUnits);
  checkCount("tokens", "vocabulary", vocabulary, unit === "bytes" ? byteVocabulary : 2);
  checkCount("tokens", "longest", longest);
  checkFlag("tokens", "lowercase", lowercase);
  const learned = unit === "words" || unit === "subwords";
  check(!learned || typeof tokenizer === "object", "INVALID_OPTION", `tokens: ${unit} need a tokenizer`);
  if (unit === "ngrams") checkLetters(letters);
}

/** Throws INVALID_OPTION unless `letters` are two lengths, the lesser first. */
export function checkLetters(letters: unknown): void {
  const [least, most] = Array.isArray(letters) && letters.length === 2 ? (letters as readonly unknown[]) : [];
  const fits = Number.isInteger(least) && Number.isInteger(most) && Number(least) >= 1 && Number(least) <= Number(most);
  check(fits, "INVALID_OPTION", () => {
    return `tokens: letters must be two whole numbers >= 1, the lesser first, got ${JSON.stringify(letters)}`;
  });
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

async function splitterOf({ unit, vocabulary, letters, tokenizer }: Tokens): Promise<Splitter> {
  if (unit === "bytes") return byteTokens;
  if (unit === "ngrams") return (text) => ngramTokens(text, vocabulary, letters!);
  return tokenizerOf(tokenizer!);
}
