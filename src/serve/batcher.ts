// Requests that arrive together run as one batch. What arrives while the encoder works waits in one queue, and the next batch
// takes all of it, up to a size: batches grow with the load by themselves, and a lone request waits for nobody.
//
//   arrive ─► queue (bounded: OVERLOADED beyond) ─► batch ─► encoder ─► a row for each
//
// Batches run side by side, as many as there are encoders; what waits is shared out among those that are idle. For pictures a batch
// takes hardly less work than its items one by one: what it saves is messages.

import { KindredError, check } from "../core/errors.js";
import type { Encoder, NamedInput } from "./encode.js";

export interface BatcherOptions {
  /** Items of one batch, at most. @defaultValue 16 */
  readonly maxBatch?: number;
  /** Items that wait, at most; what comes on top is refused. @defaultValue 1024 */
  readonly maxQueue?: number;
  /** Milliseconds that a batch which is not full waits for more, where the encoder is idle. @defaultValue 0 */
  readonly maxWait?: number;
  /** Hears the size of each batch. */
  readonly onBatch?: (size: number) => void;
}

export interface Batcher {
  /**
   * A row `[D]` for each input. Throws OVERLOADED where the queue is full, INVALID_INPUT where the model cannot read an input,
   * what the encoder throws besides, and the signal's reason.
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

/** @param encoders - at least one; each is given a batch at a time */
export function batcher(
  encoders: readonly Encoder[],
  { maxBatch = 16, maxQueue = 1024, maxWait = 0, onBatch }: BatcherOptions = {},
): Batcher {
  const queue: Entry[] = [];
  const idle = [...encoders];
  let inBatches = 0;
  let wake: NodeJS.Timeout | undefined;

  const pump = (): void => {
    clearTimeout(wake);
    wake = undefined;
    while (idle.length > 0 && queue.length > 0) {
      const share = Math.ceil(queue.length / idle.length);
      const batch = queue.splice(0, Math.min(share, maxBatch)).filter((entry) => !gone(entry));
      if (batch.length > 0) void run(idle.shift()!, batch);
    }
  };
  /** Not at once: what arrives in the same turn of the event loop belongs together. */
  const schedule = (): void => {
    if (idle.length === 0) return;
    if (maxWait === 0 || queue.length >= maxBatch) setImmediate(pump);
    else wake ??= setTimeout(pump, maxWait);
  };
  const run = async (encoder: Encoder, batch: readonly Entry[]): Promise<void> => {
    inBatches += batch.length;
    onBatch?.(batch.length);
    await runBatch(encoder, batch);
    inBatches -= batch.length;
    idle.push(encoder);
    pump();
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
async function runBatch(encoder: Encoder, batch: readonly Entry[]): Promise<void> {
  try {
    const outcomes = await encoder.encode(batch.map(({ where, input }) => ({ where, input })));
    batch.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index]!;
      if (outcome instanceof KindredError) reject(outcome);
      else resolve(outcome);
    });
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
