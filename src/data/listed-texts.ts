// The texts that a table lists: each once, however often it is named. Texts that differ only in white space, or in how Unicode
// writes the same letters, are one.

import { KindredError } from "../core/errors.js";
import { normaliseText } from "./tokens/normalise.js";

export interface ListedTexts {
  /** As they were written first. */
  readonly texts: readonly string[];
  /** Number of the text in a cell that is not blank: its position in `texts`. */
  number(cell: string): number;
}

export function listedTexts(): ListedTexts {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  const number = (cell: string): number => {
    const key = normaliseText(cell, { lowercase: false });
    let index = numbers.get(key);
    if (index === undefined) numbers.set(key, (index = texts.push(cell.trim()) - 1));
    return index;
  };
  return { texts, number };
}

/** Whether a cell holds no text. Asked of every row, also of those that are not kept: Unicode makes blanks only of what is one here. */
export function isBlank(cell: string): boolean {
  return cell.trim() === "";
}

/** Where rows without a text stand: thrown of with `strict`. */
export function refuseBlank(path: string, lines: readonly number[], strict: boolean): void {
  const [first] = lines;
  if (strict && first !== undefined) throw new KindredError("DATA_INVALID", `${path}:${first}: a text is empty`);
}
