// Which random changes a row goes through each time it is trained on: slips of the pen, words left out, cells left empty. They are
// made to the row as it is written, before it becomes numbers.

import { checkNames, checkRange } from "../core/options.js";
import type { Random } from "../core/random.js";
import type { RecordColumn, Row } from "../data/index.js";

/** What is left out does not happen. */
export interface RecordAugmentOptions {
  /** Chance of each cell to be left empty; 0..1, 1 excluded. A row keeps one. */
  readonly empty?: number;
  /** Chance of each word of a text to be left out; 0..1, 1 excluded. A text keeps one. */
  readonly words?: number;
  /** Chance of each word of a text to get a slip: a letter too many, too few, another, or two that change places; 0..1. */
  readonly typos?: number;
}

export interface RecordAugmentation {
  readonly options: RecordAugmentOptions;
  /** Records have no turned classes. */
  readonly rotateClasses: false;
}

/** What suits most tables. */
export const recordAugmentDefaults: RecordAugmentOptions = { empty: 0.05, words: 0.1, typos: 0.02 };

/** Throws INVALID_OPTION where a name is unknown, or a value outside its range. */
export function checkRecordAugment(options: RecordAugmentOptions): RecordAugmentOptions {
  checkNames("augment", { ...options }, ["empty", "words", "typos"]);
  const { empty = 0, words = 0, typos = 0 } = options;
  checkRange("augment", "empty", empty, { from: 0, below: 1 });
  checkRange("augment", "words", words, { from: 0, below: 1 });
  checkRange("augment", "typos", typos, { from: 0, to: 1 });
  return options;
}

/** The row, changed. */
export function changedRow(
  row: Row,
  columns: readonly RecordColumn[],
  { empty = 0, words = 0, typos = 0 }: RecordAugmentOptions,
  generator: Random,
): Row {
  if (empty === 0 && words === 0 && typos === 0) return row;
  const kept = generator.integer(columns.length);
  const changed: Record<string, string> = {};
  columns.forEach(({ name, type }, i) => {
    const cell = row[name];
    const emptied = generator.next() < empty && i !== kept;
    if (cell === undefined || cell === "" || emptied) return;
    changed[name] = type === "text" ? changedText(cell, words, typos, generator) : cell;
  });
  return changed;
}

function changedText(text: string, words: number, typos: number, generator: Random): string {
  const all = text.split(/\s+/);
  const kept = all.filter(() => generator.next() >= words);
  const left = kept.length > 0 ? kept : [all[generator.integer(all.length)]!];
  return left.map((word) => (generator.next() < typos ? slipped(word, generator) : word)).join(" ");
}

/** A word with one slip. */
function slipped(word: string, generator: Random): string {
  const letters = [...word];
  if (letters.length < 2) return word;
  const at = generator.integer(letters.length - 1);
  const other = letters[generator.integer(letters.length)]!;
  const [here, next] = [letters[at]!, letters[at + 1]!];
  const instead = [[next, here], [next], [here, other, next], [other, next]][generator.integer(4)]!;
  return [...letters.slice(0, at), ...instead, ...letters.slice(at + 2)].join("");
}
