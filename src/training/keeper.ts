// Keeps checkpoints: in a run's folder, or the best one in memory where there is no folder.

import { KindredError } from "../core/errors.js";
import type { HostTensor } from "../engine/index.js";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint.js";
import type { OnEvent } from "./events.js";
import type { Progress } from "./progress.js";
import type { RunFolder } from "./run-folder.js";
import type { Keeper } from "./trainer.js";

/** Writes last.safetensors and best.safetensors, telling so. */
export function folderKeeper({ files }: Pick<RunFolder, "files">, fingerprint: string, emit: OnEvent): Keeper {
  const tell = (kind: "last" | "best", { step, epochs }: Progress): void => {
    emit({ type: "checkpoint", kind, step, epoch: epochs, path: files[kind] });
  };
  return {
    async saveLast(tensors, progress) {
      await saveCheckpoint(files.last, tensors, progress, fingerprint);
      tell("last", progress);
    },
    async saveBest(weights, progress) {
      await saveCheckpoint(files.best, weights, progress, fingerprint);
      tell("best", progress);
    },
    async loadBest() {
      const best = await loadCheckpoint(files.best);
      if (best?.fingerprint === fingerprint) return best;
      const why = best === undefined ? "is missing" : "is of another run";
      throw new KindredError("RUN_INVALID", `${files.best}: the best checkpoint ${why}`);
    },
  };
}

/** Writes the checkpoint of the second training, in which nothing is judged: there is no best epoch but the last. */
export function refitKeeper({ files }: Pick<RunFolder, "files">, fingerprint: string, emit: OnEvent): Keeper {
  return {
    ...folderKeeper({ files }, fingerprint, emit),
    async saveLast(tensors, progress) {
      await saveCheckpoint(files.refit, tensors, progress, fingerprint);
      emit({ type: "checkpoint", kind: "last", step: progress.step, epoch: progress.epochs, path: files.refit });
    },
  };
}

/** Copies the best epoch's weights. */
export function memoryKeeper(): Keeper {
  let best: { tensors: ReadonlyMap<string, HostTensor>; progress: Progress } | undefined;
  return {
    saveLast: async () => undefined,
    async saveBest(weights, progress) {
      const copies = Object.entries(weights).map(
        ([name, { dtype, shape, data }]) => [name, { dtype, shape, data: data.slice() }] as const,
      );
      best = { tensors: new Map(copies), progress };
    },
    async loadBest() {
      if (best === undefined) throw new KindredError("RUN_INVALID", "train: there is no best checkpoint");
      return best;
    },
  };
}
