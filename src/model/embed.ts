// Runs an encoder over any number of items, a batch at a time; while one batch runs, the next is made ready.

import type { Matrix } from "../core/embeddings.js";
import type { HostTensor, Session } from "../engine/index.js";

type Feeds = Readonly<Record<string, HostTensor>>;

export interface EmbedSource {
  /** Items in all. */
  readonly count: number;
  /** What the graph takes for items `from` to `to` (excluded). Good until the batch after the next is asked for. */
  feeds(from: number, to: number): Promise<Feeds>;
}

export interface EmbedSettings {
  readonly session: Session;
  /** Width of the embedding. */
  readonly embedding: number;
  /** Items at a time. */
  readonly batchSize: number;
  /** What the graph takes beside the items: weights, where they are not inside. */
  readonly feeds?: Feeds;
  /** Called after each batch with the number of items done. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Stops between batches: what it throws is passed on. */
  readonly signal?: AbortSignal | undefined;
}

/** The embeddings of all items, `[count, D]`. */
export async function embedAll(source: EmbedSource, settings: EmbedSettings): Promise<Matrix> {
  const { session, embedding, batchSize, feeds = {}, onProgress, signal } = settings;
  const { count } = source;
  const data = new Float32Array(count * embedding);
  const prepare = (from: number): Promise<Feeds> => {
    const made = source.feeds(from, Math.min(count, from + batchSize));
    // Awaited one batch later: until then a failure is not unhandled, only unseen.
    made.catch(() => undefined);
    return made;
  };
  let next: Promise<Feeds> = count > 0 ? prepare(0) : Promise.resolve({});
  for (let from = 0; from < count; from += batchSize) {
    signal?.throwIfAborted();
    const batch = await next;
    const to = Math.min(count, from + batchSize);
    if (to < count) next = prepare(to);
    const { embeddings } = await session.run({ ...feeds, ...batch });
    data.set(embeddings!.data as Float32Array, from * embedding);
    onProgress?.(to);
  }
  return { data, rows: count, columns: embedding };
}
