// Rows that a caller hands over: as objects, as JSON, or in a table on disk.

import { KindredError, check } from "../core/errors.js";
import { rowOf } from "../data/records/encode-row.js";
import type { Row, RowInput } from "../data/records/row.js";
import { failureOf, inOrder, type InputReader, type UnreadableInput } from "./input-reader.js";
import { nameOfInput } from "./picture-input.js";
import type { RecordInput } from "./record-input.js";
import { recordSource } from "./record-source.js";

/** One that cannot be read is an empty row in its place. */
export async function readRows(
  inputs: readonly unknown[],
  input: RecordInput,
  unreadable: "throw" | "skip",
): Promise<InputReader> {
  const failures = new Map<number, UnreadableInput>();
  const rows: Row[] = [];
  for (const [index, given] of inputs.entries()) {
    try {
      rows.push(await rowOfInput(given, input, nameOfInput(given, index)));
    } catch (error) {
      if (unreadable === "throw" || !(error instanceof KindredError)) throw error;
      failures.set(index, failureOf(error, given, index));
      rows.push({});
    }
  }
  return { source: recordSource(rows, input), place: (index) => index, failed: () => inOrder(failures) };
}

async function rowOfInput(given: unknown, input: RecordInput, where: string): Promise<Row> {
  if (typeof given === "string" && !given.trimStart().startsWith("{")) {
    // Loaded when asked for: a page hands over rows and has no file to read.
    const { readRow } = await import("../data/records/read-row.js");
    return readRow(given, input);
  }
  const value: unknown = typeof given === "string" ? parsed(given) : given;
  const isRow = typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
  check(isRow, "INVALID_INPUT", () => `${where}: the model takes records, such as {"${input.columns[0]!.name}": ...}`);
  return rowOf(value as RowInput, input, where);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new KindredError("INVALID_INPUT", `not a JSON object: ${text.slice(0, 60)}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
