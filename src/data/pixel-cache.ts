// A bounded cache of equally large pictures, in one buffer. When it is full, the least recently used picture makes room.

export interface PixelCache {
  /** The picture as a view into the buffer: good until the next `put`. Undefined where it is not there. */
  get(key: number): Uint8Array | undefined;
  /** Copies a picture in. */
  put(key: number, pixels: Uint8Array): void;
  /** Whether the next `put` of a new key costs another its place. */
  isFull(): boolean;
}

/** Room for `count` pictures of `pixelsPerImage` bytes, but for no more than fit into `maxBytes`; at least for one. */
export function pixelCache(count: number, pixelsPerImage: number, maxBytes: number): PixelCache {
  const capacity = Math.max(1, Math.min(count, Math.floor(maxBytes / pixelsPerImage)));
  const buffer = new Uint8Array(capacity * pixelsPerImage);
  /** Key -> slot; the first key is the least recently used one. */
  const slots = new Map<number, number>();
  const evicts = capacity < count;
  const view = (slot: number): Uint8Array => buffer.subarray(slot * pixelsPerImage, (slot + 1) * pixelsPerImage);
  const touch = (key: number, slot: number): void => {
    slots.delete(key);
    slots.set(key, slot);
  };
  return {
    get(key) {
      const slot = slots.get(key);
      if (slot === undefined) return undefined;
      if (evicts) touch(key, slot);
      return view(slot);
    },
    put(key, pixels) {
      let slot = slots.get(key) ?? slots.size;
      if (slot === capacity) {
        const [oldest, itsSlot] = slots.entries().next().value!;
        slots.delete(oldest);
        slot = itsSlot;
      }
      touch(key, slot);
      view(slot).set(pixels);
    },
    isFull: () => slots.size === capacity,
  };
}
