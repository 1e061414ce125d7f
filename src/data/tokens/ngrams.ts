// Texts as their words and the n-grams of letters within these, hashed (Bojanowski, Grave, Joulin, Mikolov 2017, "fastText"): words
// that are spelled alike share most of their tokens, and a word that never occurred in training is still the sum of its parts.
//
//   <where>    the word itself, and    <wh whe her ere re>   <whe wher here ere>   ...
//
// id = 1 + FNV-1a of the n-gram, modulo the number of ids less 1. N-grams that meet in one id are taken for each other.

import { wordsOf } from "./normalise.js";

/** Ids of a text that has been normalised. @param letters - least and greatest n */
export function ngramTokens(text: string, vocabulary: number, [least, most]: readonly [number, number]): Int32Array {
  const ids: number[] = [];
  for (const word of wordsOf(text)) {
    const letters = Array.from(`<${word}>`);
    ids.push(1 + (hash(`<${word}>`) % (vocabulary - 1)));
    for (let n = least; n <= Math.min(most, letters.length - 1); n++) {
      for (let at = 0; at + n <= letters.length; at++) {
        ids.push(1 + (hash(letters.slice(at, at + n).join("")) % (vocabulary - 1)));
      }
    }
  }
  return Int32Array.from(ids);
}

/** FNV-1a of 32 bits, over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv). */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
