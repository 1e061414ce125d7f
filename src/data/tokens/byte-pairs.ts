// Byte pair encoding (Sennrich, Haddow, Birch 2016), over letters: beginning with single letters, the pair of neighbours that is most
// frequent in the training texts becomes one piece, again and again, until the vocabulary is full or no pair occurs twice. Frequent
// words end as one piece, rare ones as several. The last piece of a word bears its end, "</w>", so that `play` and `play` of
// `playing` are two.

import { countWords, type WordCount } from "./count-words.js";
import type { NormaliseOptions } from "./normalise.js";
import { type TokenizerJson, tokenizerJson, unknownToken, vocabularyOf } from "./tokenizer-json.js";

const wordEnd = "</w>";

/** Fewest times that a letter or a pair must occur. */
const leastCount = 2;

/** A tokenizer.json with at most `vocabulary` ids. */
export function bytePairTokenizer(
  texts: readonly string[],
  vocabulary: number,
  options: NormaliseOptions,
): { readonly vocabulary: number; readonly tokenizer: TokenizerJson } {
  const counted = countWords(texts, options);
  const words = counted.map(([word, count]): Word => ({ pieces: lettersOf(word), count }));
  const letters = frequentLetters(counted).slice(0, vocabulary - 2);
  const merges = mergesOf(words, vocabulary - 2 - letters.length);
  const pieces = [...new Set([...letters, ...merges.map(([left, right]) => left + right)])];
  const vocab = vocabularyOf(pieces);
  const model = {
    ...{ type: "BPE", dropout: null, unk_token: unknownToken, continuing_subword_prefix: null },
    ...{ end_of_word_suffix: wordEnd, fuse_unk: false, byte_fallback: false, vocab, merges },
  };
  return { vocabulary: Object.keys(vocab).length, tokenizer: tokenizerJson(model, options) };
}

interface Word {
  pieces: string[];
  readonly count: number;
}

function lettersOf(word: string): string[] {
  const letters = Array.from(word);
  letters[letters.length - 1] += wordEnd;
  return letters;
}

/** Those that occur often enough, the most frequent first, each within a word and at its end: any word of them can be spelled. */
function frequentLetters(counted: readonly WordCount[]): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of counted) for (const letter of word) counts.set(letter, (counts.get(letter) ?? 0) + count);
  return [...counts]
    .filter(([, count]) => count >= leastCount)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .flatMap(([letter]) => [letter, letter + wordEnd]);
}

type Merge = readonly [left: string, right: string];

/** At most `most` merges, in order. Changes the words' pieces. */
function mergesOf(words: readonly Word[], most: number): Merge[] {
  const pairs = new PairCounts(words);
  const merges: Merge[] = [];
  while (merges.length < most) {
    const best = pairs.mostFrequent();
    if (best === undefined) break;
    merges.push(best);
    pairs.merge(best);
  }
  return merges;
}

/** How often which pieces stand side by side, and in which words. */
class PairCounts {
  readonly #counts = new Map<string, number>();
  readonly #words = new Map<string, Set<Word>>();

  constructor(words: readonly Word[]) {
    for (const word of words) this.#add(word, 1);
  }

  /** Of equally frequent pairs the first in code order; undefined where none occurs often enough. */
  mostFrequent(): Merge | undefined {
    let best: string | undefined;
    let most = leastCount - 1;
    for (const [pair, count] of this.#counts) {
      if (count > most || (count === most && best !== undefined && pair < best)) [best, most] = [pair, count];
    }
    return best === undefined ? undefined : (best.split(" ") as unknown as Merge);
  }

  merge([left, right]: Merge): void {
    for (const word of [...(this.#words.get(`${left} ${right}`) ?? [])]) {
      this.#add(word, -1);
      word.pieces = joined(word.pieces, left, right);
      this.#add(word, 1);
    }
  }

  #add(word: Word, sign: 1 | -1): void {
    for (let i = 0; i + 1 < word.pieces.length; i++) {
      const pair = `${word.pieces[i]} ${word.pieces[i + 1]}`;
      const count = (this.#counts.get(pair) ?? 0) + sign * word.count;
      if (count > 0) this.#counts.set(pair, count);
      else this.#counts.delete(pair);
      if (sign > 0) this.#words.set(pair, (this.#words.get(pair) ?? new Set()).add(word));
      else this.#words.get(pair)?.delete(word);
    }
  }
}

function joined(pieces: readonly string[], left: string, right: string): string[] {
  const result: string[] = [];
  for (let i = 0; i < pieces.length; i++) {
    if (pieces[i] === left && pieces[i + 1] === right) result.push(left + pieces[++i]!);
    else result.push(pieces[i]!);
  }
  return result;
}
