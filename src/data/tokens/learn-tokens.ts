// From training texts to the description of how such texts become numbers.

import { checkChoice, checkCount, checkFlag, checkNames } from "../../core/options.js";
import { bytePairTokenizer } from "./byte-pairs.js";
import { byteVocabulary } from "./bytes.js";
import { checkLetters, tokenUnits, type Tokens, type TokenUnit } from "./tokens.js";
import { wordTokenizer } from "./words.js";

export interface LearnTokensOptions {
  /** Ids, at most; of bytes always 257. @defaultValue 20000 words, 4000 subwords, 8000 n-grams */
  readonly vocabulary?: number;
  /** Tokens read of a text, at most. @defaultValue 512 bytes, 128 words, 192 subwords, 1024 n-grams */
  readonly longest?: number;
  /** Whether capital letters count as small ones. @defaultValue true */
  readonly lowercase?: boolean;
  /** Of n-grams: their least and greatest length. @defaultValue [3, 5] */
  readonly letters?: readonly [least: number, most: number];
}

const usual = {
  bytes: { vocabulary: byteVocabulary, longest: 512 },
  words: { vocabulary: 20_000, longest: 128 },
  subwords: { vocabulary: 4_000, longest: 192 },
  ngrams: { vocabulary: 8_000, longest: 1024 },
} as const;

/** Throws INVALID_OPTION. */
export function checkTokenOptions(unit: TokenUnit, options: LearnTokensOptions): void {
  const known = ["longest", "lowercase", ...(unit === "bytes" ? [] : ["vocabulary"])];
  checkChoice("tokens", "unit", unit, tokenUnits);
  checkNames(`tokens ${unit}`, { ...options }, unit === "ngrams" ? [...known, "letters"] : known);
  if (options.vocabulary !== undefined) checkCount("tokens", "vocabulary", options.vocabulary, 3);
  if (options.longest !== undefined) checkCount("tokens", "longest", options.longest);
  if (options.lowercase !== undefined) checkFlag("tokens", "lowercase", options.lowercase);
  if (options.letters !== undefined) checkLetters(options.letters);
}

/** The tokens of that unit; words and subwords are learned from `texts`. Throws INVALID_OPTION. */
export function learnTokens(texts: readonly string[], unit: TokenUnit, options: LearnTokensOptions = {}): Tokens {
  checkTokenOptions(unit, options);
  const { vocabulary = usual[unit].vocabulary, longest = usual[unit].longest, lowercase = true } = options;
  const common = { unit, vocabulary, longest, lowercase };
  if (unit === "words") return { ...common, ...wordTokenizer(texts, vocabulary, common) };
  if (unit === "subwords") return { ...common, ...bytePairTokenizer(texts, vocabulary, common) };
  return unit === "ngrams" ? { ...common, letters: options.letters ?? [3, 5] } : common;
}
