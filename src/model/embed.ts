// Runs an encoder over any number of pictures, a batch at a time; while one batch runs, the next is decoded.

import type { Matrix } from "../core/embeddings.js";
import type { HostTensor, Session } from "../engine/index.js";
import { channelsOf, pixelsOf, type ImageSpec } from "../data/image-spec.js";

export interface EmbedSource {
  /** Pictures in all. */
  readonly count: number;
  /** Writes pictures `from` to `to` (excluded) one after the other. */
  fill(from: number, to: number, target: Uint8Array): Promise<void>;
}

export interface EmbedSettings {
  readonly session: Session;
  readonly spec: ImageSpec;
  /** Width of the embedding. */
  readonly embedding: number;
  /** Pictures at a time. */
  readonly batchSize: number;
  /** What the graph takes beside pictures: weights, where they are not inside. */
  readonly feeds?: Readonly<Record<string, HostTensor>>;
  /** Called after each batch with the number of pictures done. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Stops between batches: what it throws is passed on. */
  readonly signal?: AbortSignal | undefined;
}

/** The embeddings of all pictures, `[count, D]`. */
export async function embedAll(source: EmbedSource, settings: EmbedSettings): Promise<Matrix> {
  const { session, spec, embedding, batchSize, feeds = {}, onProgress, signal } = settings;
  const { count } = source;
  const data = new Float32Array(count * embedding);
  const buffers = [0, 1].map(() => new Uint8Array(Math.min(batchSize, count) * pixelsOf(spec)));
  const prepare = (from: number): Promise<void> => {
    const filled = source.fill(from, Math.min(count, from + batchSize), buffers[(from / batchSize) % 2]!);
    // Awaited one batch later: until then a failure is not unhandled, only unseen.
    filled.catch(() => undefined);
    return filled;
  };
  let next = count > 0 ? prepare(0) : Promise.resolve();
  for (let from = 0; from < count; from += batchSize) {
    signal?.throwIfAborted();
    await next;
    const to = Math.min(count, from + batchSize);
    if (to < count) next = prepare(to);
    const shape = [to - from, spec.height, spec.width, channelsOf(spec)];
    const pixels = buffers[(from / batchSize) % 2]!.subarray(0, (to - from) * pixelsOf(spec));
    const { embeddings } = await session.run({ ...feeds, images: { dtype: "uint8", shape, data: pixels } });
    data.set(embeddings!.data as Float32Array, from * embedding);
    onProgress?.(to);
  }
  return { data, rows: count, columns: embedding };
}
