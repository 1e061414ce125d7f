// Embeddings as files, by the name's ending:
//
//   x.npy     NumPy, [N, D] float32; the ids, one a line, in x.txt beside it
//   x.csv     id,0,1,2 ...   one row a picture (RFC 4180)
//   x.jsonl   {"id":"anna/1.jpg","embedding":[0.12,-0.4]}   one line a picture
//
// Numbers in text have the nine digits that give back the same float32.

import path from "node:path";
import type { Embeddings } from "../core/embeddings.js";
import { row } from "../core/embeddings.js";
import { KindredError } from "../core/errors.js";
import { encodeNpy } from "../data/npy.js";
import { writeAtomically } from "../model/write-atomically.js";

type Rows = Pick<Embeddings, "data" | "rows" | "columns" | "ids">;

const endings = [".npy", ".csv", ".jsonl"] as const;

export type EmbeddingsFormat = (typeof endings)[number];

/** The format that the name asks for. Throws INVALID_OPTION for any other ending. */
export function embeddingsFormat(file: string): EmbeddingsFormat {
  const ending = endings.find((candidate) => path.extname(file).toLowerCase() === candidate);
  if (ending !== undefined) return ending;
  throw new KindredError("INVALID_OPTION", `--out: expected a name that ends in ${endings.join(", ")}, got "${file}"`);
}

/** Writes the files and returns their names. Throws DISK_FULL. */
export async function writeEmbeddings(file: string, embeddings: Rows): Promise<string[]> {
  const format = embeddingsFormat(file);
  if (format !== ".npy") {
    await writeAtomically(file, bytesOf(format === ".csv" ? csvLines(embeddings) : jsonLines(embeddings)));
    return [file];
  }
  const ids = `${file.slice(0, -format.length)}.txt`;
  await writeAtomically(ids, bytesOf(embeddings.ids.map(onOneLine)));
  await writeAtomically(file, encodeNpy(embeddings));
  return [file, ids];
}

function* csvLines(embeddings: Rows): Generator<string> {
  yield ["id", ...Array.from({ length: embeddings.columns }, (_, i) => i)].join();
  for (const [index, id] of embeddings.ids.entries()) {
    const cell = /[",\r\n]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id;
    yield `${cell},${numbers(embeddings, index).join()}`;
  }
}

function* jsonLines(embeddings: Rows): Generator<string> {
  for (const [index, id] of embeddings.ids.entries()) {
    yield JSON.stringify({ id, embedding: numbers(embeddings, index) });
  }
}

function numbers(embeddings: Rows, index: number): number[] {
  return Array.from(row(embeddings, index), (value) => Number(value.toPrecision(9)));
}

/** A file's name may hold a line feed, and the sidecar must keep one line a row. */
function onOneLine(id: string): string {
  return id.replace(/[\r\n]/g, "\uFFFD");
}

function* bytesOf(lines: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const line of lines) yield encoder.encode(`${line}\n`);
}
