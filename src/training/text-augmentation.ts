// Which random changes a text goes through each time it is trained on: typing errors in its letters, tokens left out, neighbouring
// tokens swapped. They are made before the graph, because they change how long a text is.
//
//   typing error   one of: a letter left out, doubled, swapped with the next, or another of the text's letters in its place

import { checkNames, checkRange } from "../core/options.js";
import type { Random } from "../core/random.js";
import type { TokenUnit } from "../data/index.js";

/** What is left out does not happen. */
export interface TextAugmentOptions {
  /** Chance of each letter to be mistyped; 0..1, 1 excluded. */
  readonly typos?: number;
  /** Chance of each token to be left out; 0..1, 1 excluded. A text keeps one. */
  readonly drop?: number;
  /** Chance of each token to change places with the next; 0..1. */
  readonly swap?: number;
}

export interface TextAugmentation {
  readonly options: TextAugmentOptions;
  /** Texts have no turned classes. */
  readonly rotateClasses: false;
}

/** What suits texts that are read so: typing errors where letters are seen, tokens left out where only words are. */
export function textAugmentDefaults(unit: TokenUnit): TextAugmentOptions {
  return unit === "bytes" ? { typos: 0.02 } : { drop: 0.1 };
}

/** Throws INVALID_OPTION where a name is unknown, or a value outside its range. */
export function checkTextAugment(options: TextAugmentOptions): TextAugmentOptions {
  const where = "augment";
  checkNames(where, { ...options }, ["typos", "drop", "swap"]);
  const { typos = 0, drop = 0, swap = 0 } = options;
  checkRange(where, "typos", typos, { from: 0, below: 1 });
  checkRange(where, "drop", drop, { from: 0, below: 1 });
  checkRange(where, "swap", swap, { from: 0, to: 1 });
  return options;
}

/** The text with typing errors. */
export function mistyped(text: string, { typos = 0 }: TextAugmentOptions, generator: Random): string {
  if (typos === 0) return text;
  const letters = Array.from(text);
  const typed: string[] = [];
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i]!;
    if (generator.next() >= typos) {
      typed.push(letter);
      continue;
    }
    switch (generator.integer(4)) {
      case 0:
        break;
      case 1:
        typed.push(letter, letter);
        break;
      case 2:
        if (i + 1 < letters.length) typed.push(letters[++i]!);
        typed.push(letter);
        break;
      default:
        typed.push(letters[generator.integer(letters.length)]!);
    }
  }
  return typed.join("");
}

/** Token ids, some left out, some swapped with the next. */
export function shuffledTokens(
  ids: Int32Array,
  { drop = 0, swap = 0 }: TextAugmentOptions,
  generator: Random,
): Int32Array {
  let kept = ids;
  if (drop > 0) {
    kept = ids.filter(() => generator.next() >= drop);
    if (kept.length === 0) kept = ids.slice(0, 1);
  }
  if (swap === 0) return kept;
  const swapped = kept.slice();
  for (let i = 0; i + 1 < swapped.length; i++) {
    if (generator.next() >= swap) continue;
    [swapped[i], swapped[i + 1]] = [swapped[i + 1]!, swapped[i]!];
    i++;
  }
  return swapped;
}
