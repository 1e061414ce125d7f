// Requests that arrive together run as one batch. What arrives while the encoder works waits in one queue, and the next batch
// takes all of it, up to a size: batches grow with the load by themselves, and a lone request waits for nobody.
//
//   arrive ─► queue (bounded: OVERLOADED beyond) ─► batch ─► encoder ─► a row for each
//
// Some batches run side by side, one thread each: with small networks that is more work done than one batch on several threads.

import { row } from "../core/embeddings.js";
import { KindredError, check } from "../core/errors.js";
import type { EmbedInput, SiameseModel } from "../model/index.js";

export interface BatcherOptions {
  /** Items of one batch, at most. @defaultValue 32 */
  readonly maxBatch?: number;
  /** Items that wait, at most; what comes on top is refused. @defaultValue 1024 */
  readonly maxQueue?: number;
  /** Milliseconds that a batch which is not full waits for more, where the encoder is idle. @defaultValue 0 */
  readonly maxWait?: number;
  /** Batches that run side by side. @defaultValue 1 */
  readonly lanes?: number;
  /** Hears the size of each batch. */
  readonly onBatch?: (size: number) => void;
}

export interface NamedInput {
  /** What messages call it. */
  readonly where: string;
  readonly input: EmbedInput;
}

export interface Batcher {
  /**
   * A row `[D]` for each input. Throws OVERLOADED where the queue is full, INVALID_INPUT where the model cannot read an input,
   * what the model throws besides, and the signal's reason.
   */
  embed(inputs: readonly NamedInput[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
  /** Items waiting or running. */
  readonly pending: number;
}

interface Entry extends NamedInput {
  readonly signal: AbortSignal | undefined;
  resolve(embedding: Float32Array): void;
  reject(error: unknown): void;
}

export function batcher(
  model: Pick<SiameseModel, "embed">,
  { maxBatch = 32, maxQueue = 1024, maxWait = 0, lanes = 1, onBatch }: BatcherOptions = {},
): Batcher {
  const queue: Entry[] = [];
  let running = 0;
  let inBatches = 0;
  let wake: NodeJS.Timeout | undefined;

  const pump = (): void => {
    clearTimeout(wake);
    wake = undefined;
    while (running < lanes && queue.length > 0) void run(queue.splice(0, maxBatch));
  };
  /** Not at once: what arrives in the same turn of the event loop belongs together. */
  const schedule = (): void => {
    if (running >= lanes) return;
    if (maxWait === 0 || queue.length >= maxBatch) setImmediate(pump);
    else wake ??= setTimeout(pump, maxWait);
  };
  const run = async (taken: readonly Entry[]): Promise<void> => {
    const batch = taken.filter((entry) => !gone(entry));
    if (batch.length === 0) return;
    running++;
    inBatches += batch.length;
    onBatch?.(batch.length);
    try {
      await runBatch(model, batch);
    } finally {
      running--;
      inBatches -= batch.length;
      pump();
    }
  };
  return {
    async embed(inputs, signal) {
      signal?.throwIfAborted();
      check(queue.length + inputs.length <= maxQueue, "OVERLOADED", () => {
        return `${queue.length} items are waiting, and ${inputs.length} more would pass the limit of ${maxQueue}`;
      });
      const rows = inputs.map((input) => {
        return new Promise<Float32Array>((resolve, reject) => queue.push({ ...input, signal, resolve, reject }));
      });
      schedule();
      return Promise.all(rows);
    },
    get pending() {
      return queue.length + inBatches;
    },
  };
}

/** Whether nobody waits for an entry any more. */
function gone({ signal, reject }: Entry): boolean {
  if (signal?.aborted !== true) return false;
  reject(signal.reason);
  return true;
}

/** Gives every entry its row or its error; one that cannot be read does not harm the others. */
async function runBatch(model: Pick<SiameseModel, "embed">, batch: readonly Entry[]): Promise<void> {
  try {
    const inputs = batch.map(({ input }) => input);
    const embeddings = await model.embed(inputs, { batchSize: batch.length, unreadable: "skip" });
    const failed = new Map(embeddings.unreadable.map(({ index, message }) => [index, message]));
    let next = 0;
    batch.forEach(({ where, resolve, reject }, index) => {
      const message = failed.get(index);
      if (message === undefined) resolve(row(embeddings, next++));
      // The model names an input by its place in the batch, which is nobody's business.
      else reject(new KindredError("INVALID_INPUT", message.replace(/^input \d+/, where)));
    });
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
