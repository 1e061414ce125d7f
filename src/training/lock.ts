// One process at a time in a folder: a file called `lock` that says which process holds it.
//
//   { "pid": 4711, "host": "name", "started": "8812345" }
//
// A lock whose process is gone (killed, or its machine restarted) is taken over. Process numbers are used again, above all
// in containers, so a live process of that number holds the lock only if it began when the lock says; Linux tells that,
// elsewhere any live process counts. Of another machine nothing is known: its lock stands.

import { readFileSync } from "node:fs";
import { link, open, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { KindredError } from "../core/errors.js";

export interface Lock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the system's own count; empty where the system does not say. */
  readonly started: string;
}

/**
 * Takes the lock; throws RUN_LOCKED, naming the holder, where a live process has it.
 *
 * @param refused - another error to throw then; `who` is "process 4711 on name"
 */
export async function takeLock(file: string, refused: (who: string) => KindredError = lockedBy(file)): Promise<Lock> {
  const own: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  const text = JSON.stringify(own);
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await createFile(file, text)) return { release: () => rm(file, { force: true }) };
    const found = await readFile(file, "utf8").catch(() => undefined);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder === undefined ? !(await isAbandoned(file, found)) : isAlive(holder)) throw refused(nameOf(holder));
    await discard(file, found);
  }
  throw refused(nameOf(undefined));
}

/** False where the file is there already. */
async function createFile(file: string, text: string): Promise<boolean> {
  const handle = await open(file, "wx").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") return undefined;
    throw error;
  });
  if (handle === undefined) return false;
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return true;
}

/** An unreadable lock: its maker is either writing it this moment, or was killed while it did. */
async function isAbandoned(file: string, before: string): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, 200));
  return (await readFile(file, "utf8").catch(() => undefined)) === before;
}

/** Removes a stale lock, unless another process has just replaced it by its own. */
async function discard(file: string, stale: string): Promise<void> {
  const aside = `${file}.${process.pid}.stale`;
  try {
    await rename(file, aside);
  } catch {
    return; // Another process was faster.
  }
  // Caught somebody's fresh lock instead of the stale one: put it back, unless there is a third by now.
  if ((await readFile(aside, "utf8")) !== stale) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host, started } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === "number" && typeof host === "string" ? { pid, host, started: started ?? "" } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, host, started }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = startOf(pid);
  return now === "" || started === "" || now === started;
}

/** When a process began: the 22nd field of /proc/PID/stat, counted behind the name, which may hold spaces. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function nameOf(holder: Holder | undefined): string {
  return holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`;
}

function lockedBy(file: string): (who: string) => KindredError {
  return (who) =>
    new KindredError(
      "RUN_LOCKED",
      `${file}: ${who} is training into this run; if you know it is gone, delete the file`,
    );
}
