// A run is a folder:
//
//   config.json                    the options in force, all of them, and a fingerprint of the data
//   log.jsonl                      one event a line, with its time in front
//   checkpoint/last.safetensors    where to go on
//   checkpoint/best.safetensors    the best epoch's weights
//   checkpoint/refit.safetensors   where to go on with the second training, on everything
//   model.onnx, report.html        the result
//   lock                           while a process works on it
//
// Every file but the log is written under a temporary name and renamed. The log is appended to; a line that a killed process
// left unfinished goes when the run is resumed, and with it what was told after the checkpoint.

import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { readFile, readdir, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { KindredError } from "../core/errors.js";
import { makeFolder } from "../model/make-folder.js";
import { asDiskFull, writeAtomically } from "../model/write-atomically.js";
import type { TrainingEvent } from "./events.js";
import { takeLock } from "./lock.js";

export interface RunFolder {
  readonly path: string;
  readonly files: RunFiles;
  /** What config.json held when the folder was opened: of a run to resume. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Begins the run. One that is to be overwritten is deleted here, and not before: whoever is refused until then loses nothing. */
  writeConfig(config: Readonly<Record<string, unknown>>): Promise<void>;
  /** Appends a line to the log. Throws DISK_FULL; the log then ends with a whole line. */
  log(event: TrainingEvent): void;
  /** The events logged so far. */
  readLog(): Promise<TrainingEvent[]>;
  /** Takes back the log's lines about steps after `step`, and after `refit` of the second training: they will be told again. */
  rewindLog(step: number, refit: number): Promise<void>;
  /** Gives up the lock; a folder in which nothing was begun goes. */
  close(): Promise<void>;
}

/** Absolute paths. */
export interface RunFiles {
  readonly config: string;
  readonly log: string;
  readonly last: string;
  readonly best: string;
  readonly refit: string;
  readonly model: string;
  readonly report: string;
}

export interface RunFolderOptions {
  /** Go on with the run that is there, if there is one. @defaultValue false */
  readonly resume?: boolean;
  /** Delete the run that is there, once the new one begins. @defaultValue false */
  readonly overwrite?: boolean;
}

/**
 * Makes or opens a run folder and takes its lock.
 *
 * @throws RUN_EXISTS where the folder holds a run and neither `resume` nor `overwrite` is set, or holds something else;
 *   RUN_LOCKED where another process works on it; RUN_INVALID where its config.json is damaged or the folder cannot be made;
 *   DISK_FULL
 */
export async function openRunFolder(
  folder: string,
  { resume = false, overwrite = false }: RunFolderOptions = {},
): Promise<RunFolder> {
  const root = path.resolve(folder);
  const files = filesOf(root);
  await makeRoot(root);
  const lockFile = path.join(root, "lock");
  await refuseForeignFolder(root, files);
  const lock = await takeLock(lockFile).catch((error: unknown) => {
    throw asDiskFull(error, lockFile);
  });
  try {
    const config = overwrite ? undefined : await readConfig(files.config);
    if (config !== undefined && !resume) throw existsAlready(folder);
    await removeTemporaryFiles(root);
    return openFolder(root, files, { config: resume ? config : undefined, overwrite, release: lock.release });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface OpenState {
  readonly config: RunFolder["config"] | undefined;
  readonly overwrite: boolean;
  readonly release: () => Promise<void>;
}

function openFolder(root: string, files: RunFiles, { config, overwrite, release }: OpenState): RunFolder {
  let former = overwrite;
  return {
    path: root,
    files,
    ...(config === undefined ? {} : { config }),
    async writeConfig(value) {
      if (former) for (const file of Object.values(files) as string[]) await rm(file, { force: true });
      former = false;
      await writeAtomically(files.config, `${JSON.stringify(value, undefined, 2)}\n`);
    },
    log: (event) => appendLine(files.log, JSON.stringify({ time: new Date().toISOString(), ...event })),
    readLog: async () => (await readLines(files.log)).map(({ event }) => event),
    rewindLog: async (step, refit) => {
      const lines = await readLines(files.log);
      const kept = lines.filter(({ event }) => {
        if (event.type === "end") return false;
        return !("step" in event) || event.step <= ("pass" in event ? refit : step);
      });
      await writeAtomically(files.log, kept.map(({ line }) => `${line}\n`).join(""));
    },
    async close() {
      await release();
      // Fails where there is something in it.
      await rmdir(root).catch(() => undefined);
    },
  };
}

function filesOf(root: string): RunFiles {
  return {
    config: path.join(root, "config.json"),
    log: path.join(root, "log.jsonl"),
    last: path.join(root, "checkpoint", "last.safetensors"),
    best: path.join(root, "checkpoint", "best.safetensors"),
    refit: path.join(root, "checkpoint", "refit.safetensors"),
    model: path.join(root, "model.onnx"),
    report: path.join(root, "report.html"),
  };
}

async function makeRoot(root: string): Promise<void> {
  try {
    await makeFolder(root);
  } catch (error) {
    const explained = asDiskFull(error, root);
    if (explained instanceof KindredError && explained.code === "DISK_FULL") throw explained;
    const reason = error instanceof Error ? error.message : String(error);
    throw new KindredError("RUN_INVALID", `${root}: the run folder cannot be made: ${reason}`, { cause: error });
  }
}

/** A folder with files of somebody else's is no place for a run, and overwriting one must never delete them. */
async function refuseForeignFolder(root: string, { config }: RunFiles): Promise<void> {
  const known = ["config.json", "log.jsonl", "checkpoint", "model.onnx", "report.html", "lock"];
  const names = await readdir(root);
  if (names.includes(path.basename(config))) return;
  const foreign = names.filter((name) => !known.includes(name) && !isTemporary(name));
  if (foreign.length === 0) return;
  const what = `holds other files (${foreign.slice(0, 3).join(", ")}${foreign.length > 3 ? ", ..." : ""}) and no run`;
  throw new KindredError("RUN_EXISTS", `${root}: the folder ${what}; name one that is empty or new`);
}

function existsAlready(folder: string): KindredError {
  const advice = "resume it (--resume), overwrite it (--overwrite), or name another folder (--run)";
  return new KindredError("RUN_EXISTS", `${folder}: holds a run already; ${advice}`);
}

/** What a run's config.json holds; undefined where there is none. Throws RUN_INVALID where it is damaged. */
export async function readConfig(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Told below.
  }
  throw new KindredError("RUN_INVALID", `${file}: not a JSON object; the run cannot be resumed`);
}

/** What a killed process was writing. */
async function removeTemporaryFiles(root: string): Promise<void> {
  for (const folder of [root, path.join(root, "checkpoint")]) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter(isTemporary)) await rm(path.join(folder, name), { force: true });
  }
}

function isTemporary(name: string): boolean {
  return /\.\d+(-[0-9a-f]{8})?\.(tmp|stale)$/.test(name);
}

function appendLine(file: string, line: string): void {
  const descriptor = openSync(file, "a");
  const { size } = fstatSync(descriptor);
  try {
    const bytes = Buffer.from(`${line}\n`);
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
  } catch (error) {
    ftruncateSync(descriptor, size);
    throw asDiskFull(error, file);
  } finally {
    closeSync(descriptor);
  }
}

async function readLines(file: string): Promise<{ line: string; event: TrainingEvent }[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [{ line, event: JSON.parse(line) as TrainingEvent }];
    } catch {
      return [];
    }
  });
}
