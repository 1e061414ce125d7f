// What a model of records takes: columns, each with what is known of it from the training rows, and how rare the features of
// texts are. How the table was read stands beside it, so that another table like it can be read without being told again.

import { check } from "../core/errors.js";
import { checkCount } from "../core/options.js";
import type { ColumnOptions } from "../data/columns.js";
import type { RecordColumn } from "../data/records/columns.js";
import type { RecordSchema, TextSchema } from "../data/records/encode-row.js";
import { readRarity } from "../data/records/text-rarity.js";

export interface RecordInput extends RecordSchema {
  readonly kind: "record";
  readonly text?: RecordTexts;
  /** Columns of classes, or of pairs and their sides, in the table that it was trained on. */
  readonly source?: ColumnOptions;
}

export interface RecordTexts extends TextSchema {
  /** How much each bucket's features tell: text-rarity.ts. */
  readonly rarity: string;
}

/** Throws INVALID_OPTION or MODEL_INVALID unless everything is there that its columns need. */
export function checkRecordInput({ columns, text }: RecordInput): void {
  const isList: boolean = Array.isArray(columns);
  check(isList && columns.length > 0, "INVALID_OPTION", "record: it has no columns");
  columns.forEach(checkColumn);
  const texts = columns.filter(({ type }) => type === "text").length;
  check(texts > 0 === (text !== undefined), "INVALID_OPTION", () => {
    return `record: ${texts} columns of text, and ${text === undefined ? "nothing" : "something"} about their features`;
  });
  if (text === undefined) return;
  checkCount("record", "buckets", text.buckets, 2);
  checkCount("record", "most", text.most);
  readRarity(text.rarity, text.buckets);
}

function checkColumn(column: RecordColumn): void {
  const { name, type } = column;
  check(typeof name === "string" && name !== "", "INVALID_OPTION", "record: a column has no name");
  const where = `record: column "${name}"`;
  if (type === "text") return;
  if (type === "category") {
    check(Array.isArray(column.values), "INVALID_OPTION", `${where} has no values`);
    return;
  }
  check(
    (type as unknown) === "number" || (type as unknown) === "date",
    "INVALID_OPTION",
    `${where} is of no known type`,
  );
  const { centre, scale, periods } = column;
  const numbers = [centre, scale, ...periods];
  check(numbers.every(Number.isFinite), "INVALID_OPTION", `${where} needs a centre, a scale and periods`);
  check(Math.min(scale, ...periods) > 0, "INVALID_OPTION", `${where}: scale and periods must be > 0`);
}
