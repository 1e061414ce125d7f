// Reads a text file as UTF-8, a block of whole lines at a time, and says in which line it stops being UTF-8. A byte order
// mark is dropped.

import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { KindredError } from "../core/errors.js";
import { missingError } from "./missing-path.js";

/** Longest line accepted, in bytes: a file without line ends is no table. */
const longestLine = 16 * 2 ** 20;

/**
 * Blocks of whole lines, with their line ends. Throws DATA_INVALID naming the line, NOT_FOUND where there is no file.
 *
 * @param source - what to read instead of the file; `path` then only names it in errors
 */
export async function* textBlocks(path: string, source?: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  const decode = (block: Buffer): string => {
    const text = decodeBlock(path, block, line);
    for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) line++;
    return text;
  };
  try {
    for await (const chunk of source ?? (createReadStream(path) as AsyncIterable<Buffer>)) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = bytes.lastIndexOf(10) + 1;
      if (end > 0) yield decode(bytes.subarray(0, end));
      rest = bytes.subarray(end);
      if (rest.length > longestLine)
        throw new KindredError("DATA_INVALID", `${path}:${line}: a line over 16 MiB: not a table`);
    }
  } catch (error) {
    throw readError(path, error);
  }
  if (rest.length > 0) yield decode(rest);
}

function decodeBlock(path: string, block: Buffer, firstLine: number): string {
  if (!isUtf8(block)) {
    let line = firstLine;
    let from = 0;
    for (let end = block.indexOf(10); end >= 0 && isUtf8(block.subarray(from, end)); end = block.indexOf(10, from)) {
      from = end + 1;
      line++;
    }
    const bom = firstLine === 1 && (block[0] === 0xff || block[0] === 0xfe) ? " (it looks like UTF-16)" : "";
    throw new KindredError("DATA_INVALID", `${path}:${line}: not UTF-8${bom}; save the file as UTF-8`);
  }
  const text = block.toString("utf8");
  return firstLine === 1 && text.startsWith("\ufeff") ? text.slice(1) : text;
}

function readError(path: string, error: unknown): unknown {
  if (error instanceof KindredError) return error;
  const unread = `${path}: cannot be read: ${(error as Error).message}`;
  return missingError(path, error) ?? new KindredError("DATA_INVALID", unread, { cause: error });
}
