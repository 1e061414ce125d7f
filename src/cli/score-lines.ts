// Scores of anomalies as lines, written as they come:
//
//   csv     id,score,threshold,p_value,anomaly      and then  line 7,2.41,2.08,0.004,yes
//   jsonl   {"id":"line 7","score":2.41,"threshold":2.08,"p_value":0.004,"anomaly":true}

import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import path from "node:path";
import { KindredError } from "../core/errors.js";
import { belowFile } from "../data/missing-path.js";
import { asDiskFull } from "../model/write-atomically.js";
import type { Output } from "./output.js";

export type ScoreFormat = "csv" | "jsonl";

export interface ScoredItem {
  readonly id: string;
  readonly score: number;
  readonly threshold: number;
  readonly pValue: number;
  readonly anomaly: boolean;
}

export interface ScoreWriter {
  /** With --json and no file: what goes into the one object. */
  readonly items?: object[];
  write(items: readonly ScoredItem[]): Promise<void>;
  end(): Promise<void>;
}

/** Where lines go: a file, standard output, or with --json and no file the list `items`. Throws INVALID_OPTION, DISK_FULL. */
export async function scoreWriter(
  { out, format }: { readonly out?: string; readonly format?: ScoreFormat },
  { json }: Output,
): Promise<ScoreWriter> {
  if (json && out === undefined) {
    const items: object[] = [];
    return { items, write: async (more) => void items.push(...more.map(asObject)), end: async () => undefined };
  }
  const lines = linesOf(format ?? formatOf(out));
  const stream = out === undefined ? process.stdout : createWriteStream(out);
  let failure: unknown;
  if (out !== undefined)
    stream.on("error", (error: Error) => {
      failure = error;
    });
  const put = async (text: string): Promise<void> => {
    if (text !== "" && !stream.write(text)) await drained(stream, () => failure);
    if (failure !== undefined) throw fileError(failure, out!);
  };
  return {
    write: (items) => put(lines(items)),
    async end() {
      await put(lines([]));
      if (out === undefined) return;
      stream.end();
      await finished(stream).catch((error: unknown) => {
        throw fileError(error, out);
      });
    },
  };
}

/** Until there is room again, or writing has failed, or nobody reads any more. */
async function drained(stream: NodeJS.WritableStream & { destroyed?: boolean }, failed: () => unknown): Promise<void> {
  if (failed() !== undefined || stream.destroyed === true) return;
  await new Promise<void>((resolve) => {
    for (const event of ["drain", "close", "error"]) stream.once(event, () => resolve());
  });
}

function fileError(error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR")
    return new KindredError("NOT_FOUND", `${file}: cannot be written: ${belowFile(file) ?? message}`, { cause: error });
  return asDiskFull(error, file);
}

function formatOf(out: string | undefined): ScoreFormat {
  return out !== undefined && path.extname(out).toLowerCase() === ".jsonl" ? "jsonl" : "csv";
}

/** As many digits as float32 has. */
export function sevenDigits(value: number): number {
  return Number(value.toPrecision(7));
}

/** Items as text; the first call of a table's has the names in front, items or none. */
function linesOf(format: ScoreFormat): (items: readonly ScoredItem[]) => string {
  if (format === "jsonl") return (items) => items.map((item) => `${JSON.stringify(asObject(item))}\n`).join("");
  let header = "id,score,threshold,p_value,anomaly\n";
  return (items) => {
    const text = header + items.map((item) => `${csvLine(item)}\n`).join("");
    header = "";
    return text;
  };
}

function asObject({ id, score, threshold, pValue, anomaly }: ScoredItem): object {
  return { id, score, threshold, p_value: pValue, anomaly };
}

function csvLine({ id, score, threshold, pValue, anomaly }: ScoredItem): string {
  const cell = /[",\r\n]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id;
  return [cell, score, threshold, pValue, anomaly ? "yes" : "no"].join();
}
