// Writes a file so that nobody ever meets half of it, whatever happens meanwhile: under a temporary name in the same folder,
// synced, renamed over the old file, and the folder synced so that the new name survives a power cut.

import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { KindredError } from "../core/errors.js";
import { makeFolder } from "./make-folder.js";

/**
 * Writes `parts` one after the other to `file`, making its folder where it is missing.
 *
 * @throws DISK_FULL where there is no room; the file that was there before, if any, is then untouched. NOT_FOUND where its folder
 *   cannot be made, because a part of the path is a file
 */
export async function writeAtomically(file: string, parts: string | Uint8Array | Iterable<Uint8Array>): Promise<void> {
  const folder = path.dirname(file);
  const temporary = `${file}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  try {
    await makeFolder(folder);
    const handle = await open(temporary, "wx");
    try {
      const chunks = typeof parts === "string" || parts instanceof Uint8Array ? [parts] : parts;
      for (const chunk of chunks) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(folder);
  } catch (error) {
    // What went wrong first is what counts.
    await rm(temporary, { force: true }).catch(() => undefined);
    if (!(error instanceof KindredError)) throw asDiskFull(error, file);
    throw new KindredError(error.code, `${file}: cannot be written: ${error.message}`, { cause: error });
  }
}

/** The error as DISK_FULL where the disk or the quota is; else the error itself. */
export function asDiskFull(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  if (error.code !== "ENOSPC" && error.code !== "EDQUOT") return error;
  return new KindredError("DISK_FULL", `${file}: no room left on the disk to write it`, { cause: error });
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders, and does not need this.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
