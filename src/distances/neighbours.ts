// What a search for nearest rows finds.

export interface Neighbours {
  readonly k: number;
  /** Rows of y, nearest first: `[N, k]`, row-major. */
  readonly indices: Int32Array;
  /** Their distances: `[N, k]`. */
  readonly distances: Float32Array;
}
