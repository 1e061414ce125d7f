// How an axis of a picture is resized: from which input pixels each output pixel comes, and how much of each.

export interface Taps {
  /** For each output pixel: from which input pixel on, and of how many. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `[out, most]` row-major; places from `count` on are 0. */
  readonly weights: Float32Array;
  /** Weights per output pixel, at most. */
  readonly most: number;
}

/** Of an axis of `size` pixels that gets `newSize`. */
export function tapsOf(size: number, newSize: number): Taps {
  return newSize < size ? areas(size, newSize) : lines(size, newSize);
}

function areas(size: number, newSize: number): Taps {
  const scale = size / newSize;
  const most = Math.ceil(scale) + 1;
  const first = new Int32Array(newSize);
  const count = new Int32Array(newSize);
  const weights = new Float32Array(newSize * most);
  for (let i = 0; i < newSize; i++) {
    // Whole numbers over newSize: edges that fall on a pixel's edge do so exactly.
    const [start, end] = [(i * size) / newSize, ((i + 1) * size) / newSize];
    first[i] = Math.floor(start);
    for (let at = first[i]!, tap = 0; at < end; at++, tap++) {
      weights[i * most + tap] = (Math.min(at + 1, end) - Math.max(at, start)) / scale;
      count[i] = tap + 1;
    }
  }
  return { first, count, weights, most };
}

function lines(size: number, newSize: number): Taps {
  const first = new Int32Array(newSize);
  const count = new Int32Array(newSize);
  const weights = new Float32Array(newSize * 2);
  for (let i = 0; i < newSize; i++) {
    const at = Math.min(size - 1, Math.max(0, ((i + 0.5) * size) / newSize - 0.5));
    first[i] = Math.floor(at);
    weights[2 * i] = 1 - (at - first[i]!);
    weights[2 * i + 1] = at - first[i]!;
    // The last pixel has no neighbour, and needs none.
    count[i] = weights[2 * i + 1] === 0 ? 1 : 2;
  }
  return { first, count, weights, most: 2 };
}
