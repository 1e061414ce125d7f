// Finds the pictures below a folder. Hidden files and folders are passed over (as are the `__MACOSX` folders of archives),
// links are followed, files that do not end like a picture are listed apart.

import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { KindredError } from "../core/errors.js";
import { hasImageExtension } from "./image-format.js";
import { whyMissing } from "./missing-path.js";
import { naturalOrder } from "./natural-order.js";

export interface PictureFiles {
  /** Paths relative to the folder, posix slashes, in natural order. */
  readonly pictures: readonly string[];
  /** The other files, likewise. */
  readonly others: readonly string[];
}

/** Whether `path` is a folder or a file. Throws NOT_FOUND where there is neither. */
export async function kindOfPath(path: string): Promise<"folder" | "file"> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    const missing = whyMissing(path, error, "file or folder") ?? "no such file or folder";
    throw new KindredError("NOT_FOUND", `${path}: ${missing}`, { cause: error });
  }
}

/** Lists everything below `folder`, at any depth. Throws DATA_INVALID where a folder cannot be read. */
export async function findPictures(folder: string): Promise<PictureFiles> {
  const pictures: string[] = [];
  const others: string[] = [];
  const visit = async (relative: string, ancestors: readonly string[]): Promise<void> => {
    const real = await realpath(join(folder, relative));
    // A link to a folder that holds it would never end.
    if (ancestors.includes(real)) return;
    for (const entry of await entriesOf(join(folder, relative))) {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      const kind = await kindOfEntry(entry, join(folder, path));
      if (kind === "folder") await visit(path, [...ancestors, real]);
      else (kind === "file" && hasImageExtension(entry.name) ? pictures : others).push(path);
    }
  };
  await visit("", []);
  return { pictures: pictures.sort(naturalOrder), others: others.sort(naturalOrder) };
}

/** A broken link, a socket and the like are "other". */
async function kindOfEntry(entry: Dirent, path: string): Promise<"folder" | "file" | "other"> {
  if (entry.isSymbolicLink()) return kindOfPath(path).catch(() => "other" as const);
  return entry.isDirectory() ? "folder" : entry.isFile() ? "file" : "other";
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith(".") && name !== "__MACOSX");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KindredError("DATA_INVALID", `${folder}: cannot be listed: ${reason}`, { cause: error });
  }
}
