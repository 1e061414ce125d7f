// Why there is nothing at a path: it does not exist, or one of its parts is a file, below which nothing can be.
//
//   faces.png/anna    the system says ENOTDIR and not which part; faces.png is it

import { statSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { KindredError } from "../core/errors.js";

export interface MissingOptions {
  /** What the message begins with. @defaultValue the path */
  readonly where?: string;
  /** What it ends with: what to do instead. */
  readonly hint?: string;
}

/** NOT_FOUND, where `path` could not be read because there is nothing; undefined where `error` has another reason. */
export function missingError(
  path: string,
  error: unknown,
  { where = path, hint }: MissingOptions = {},
): KindredError | undefined {
  const why = whyMissing(path, error);
  if (why === undefined) return undefined;
  return new KindredError("NOT_FOUND", `${where}: ${why}${hint === undefined ? "" : `; ${hint}`}`, { cause: error });
}

/**
 * What to tell of `path`, which could not be opened: "no such file", or "no such file: faces.png is a file, not a folder";
 * undefined where `error` has another reason.
 *
 * @param what - what was expected. @defaultValue "file"
 */
export function whyMissing(path: string, error: unknown, what = "file"): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return `no such ${what}`;
  return code === "ENOTDIR" ? `no such ${what}: ${belowFile(path) ?? "a part of it is a file"}` : undefined;
}

/** "faces.png is a file, not a folder", of the part of `path` that is one; undefined where none is. */
export function belowFile(path: string): string | undefined {
  const bare = path.replace(/[\\/]+$/, "");
  for (let part = bare === path ? dirname(path) : bare; ; part = dirname(part)) {
    const found = statOf(part);
    if (found !== undefined) return found.isDirectory() ? undefined : `${part} is a file, not a folder`;
    if (dirname(part) === part) return undefined;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
