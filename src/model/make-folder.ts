// Makes a folder and those above it, one after the other. Not by Node's own `recursive`, which never returns where the folder above
// is there and takes no new ones (/proc: making one fails as if the folder above were missing, so that it is tried again for ever).

import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { KindredError } from "../core/errors.js";

/** Throws NOT_FOUND where a part of `folder` is a file, or a folder that takes no new ones; the system's error for want of rights. */
export async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (found !== undefined) throw new KindredError("NOT_FOUND", `${folder} is a file, not a folder`);
  const above = path.dirname(folder);
  if (above !== folder) await makeFolder(above);
  await mkdir(folder).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") throw new KindredError("NOT_FOUND", `no folder can be made in ${above}`, { cause });
    // Another process may have been faster.
    const made = await stat(folder).catch(() => undefined);
    if (cause.code !== "EEXIST" || made?.isDirectory() !== true) throw cause;
  });
}
