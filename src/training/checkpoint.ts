// A checkpoint: every tensor that is carried from step to step, and how far training has come, in one safetensors file.
// Whoever resumes from it goes on as if nothing had happened.

import { readFile } from "node:fs/promises";
import { KindredError } from "../core/errors.js";
import type { HostTensor } from "../engine/index.js";
import { writeAtomically } from "../model/write-atomically.js";
import type { Tensors } from "./carried.js";
import type { Progress } from "./progress.js";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.js";

export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly progress: Progress;
  /** Says what the run is a run of: a resumed one must be the same. */
  readonly fingerprint: string;
}

/** Writes a checkpoint; what was there is replaced at once or not at all. Throws DISK_FULL. */
export async function saveCheckpoint(
  file: string,
  tensors: Tensors,
  progress: Progress,
  fingerprint: string,
): Promise<void> {
  const metadata = { progress: JSON.stringify(progress), fingerprint };
  await writeAtomically(file, encodeSafetensors({ tensors: new Map(Object.entries(tensors)), metadata }));
}

/** The checkpoint in a file, or undefined where there is no file. Throws RUN_INVALID where it is damaged. */
export async function loadCheckpoint(file: string): Promise<Checkpoint | undefined> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new KindredError("RUN_INVALID", `${file}: cannot be read: ${error.message}`, { cause: error });
  });
  if (bytes === undefined) return undefined;
  try {
    const { tensors, metadata } = decodeSafetensors(bytes, file);
    const progress = JSON.parse(metadata["progress"] ?? "") as Progress;
    return { tensors, progress, fingerprint: metadata["fingerprint"] ?? "" };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KindredError("RUN_INVALID", `${file}: the checkpoint is damaged: ${reason}`, { cause: error });
  }
}
