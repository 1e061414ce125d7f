// Requests that arrive together run as one batch. What arrives while the encoder works waits in one queue, and the next batch
// takes all of it, up to a size: batches grow with the load by themselves, and a lone request waits for nobody.
//
//   arrive ─► queue (bounded: OVERLOADED beyond) ─► batch ─► encoder ─► a row for each
//
// Batches run side by side; what waits is shared out among the encoders that are idle. Where more wait than there are encoders, those
// that work get their next batch ahead, so that no time passes between two. For pictures a batch takes hardly less work than its items
// one by one: what it saves is messages.

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

interface Worker {
  readonly encoder: Encoder;
  /** That it has been given and not finished. */
  batches: number;
}

/** @param encoders - at least one; each is given a batch at a time, and its next one ahead where many wait */
export function batcher(
  encoders: readonly Encoder[],
  { maxBatch = 16, maxQueue = 1024, maxWait = 0, onBatch }: BatcherOptions = {},
): Batcher {
  const queue: Entry[] = [];
  const workers = encoders.map((encoder): Worker => ({ encoder, batches: 0 }));
  let inBatches = 0;
  let wake: NodeJS.Timeout | undefined;

  const pump = (): void => {
    clearTimeout(wake);
    wake = undefined;
    for (let open = openWorkers(); open.length > 0 && queue.length > 0; open = openWorkers()) {
      const share = Math.ceil(queue.length / open.length);
      const batch = queue.splice(0, Math.min(share, maxBatch)).filter((entry) => !gone(entry));
      if (batch.length > 0) void run(open[0]!, batch);
    }
  };
  /** The idle ones, longest idle first; where none is and more items wait than there are encoders, those that have one batch. */
  const openWorkers = (): readonly Worker[] => {
    const least = queue.length > workers.length ? 1 : 0;
    const fewest = Math.min(...workers.map(({ batches }) => batches));
    return fewest <= least ? workers.filter(({ batches }) => batches === fewest) : [];
  };
  /** Not at once: what arrives in the same turn of the event loop belongs together. */
  const schedule = (): void => {
    if (openWorkers().length === 0) return;
    if (maxWait === 0 || queue.length >= maxBatch) setImmediate(pump);
    else wake ??= setTimeout(pump, maxWait);
  };
  const run = async (worker: Worker, batch: readonly Entry[]): Promise<void> => {
    inBatches += batch.length;
    worker.batches++;
    onBatch?.(batch.length);
    await runBatch(worker.encoder, batch);
    inBatches -= batch.length;
    worker.batches--;
    // Behind the others, which have been idle for longer.
    workers.push(...workers.splice(workers.indexOf(worker), 1));
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
