// The waist of the system: everything left of it makes embeddings, everything right of it (evaluation, gallery, anomaly
// detection) takes only them and a distance, and knows no encoder.

/** Row-major float32 matrix, `[rows, columns]`. */
export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** N embeddings of width D: `data` is `[N, D]` row-major, one id and (where known) one class a row. */
export interface Embeddings extends Matrix {
  /** Stable name of each row, e.g. the path of the picture. Length N. */
  readonly ids: readonly string[];
  /** Index into `classes` per row; absent where classes are unknown (a pairs file). Length N. */
  readonly labels?: Int32Array;
  /** Class names, e.g. folder paths. */
  readonly classes?: readonly string[];
  /** Index into `groups` per class: classes of one group are hard to tell apart (a signer's genuine and forged). */
  readonly groupOfClass?: Int32Array;
  readonly groups?: readonly string[];
  /** 1 for each class of impostors (forged signatures), else 0: pairs of two impostors do not count. Absent: none. */
  readonly impostorClasses?: Uint8Array;
}

/** A pair of row numbers and whether they are the same. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly same: boolean;
  /** How alike they are, 0 not at all .. 1 wholly, where that is known. */
  readonly score?: number;
}

/** Row `index` of `matrix` as a view, not a copy. */
export function row(matrix: Matrix, index: number): Float32Array {
  return matrix.data.subarray(index * matrix.columns, (index + 1) * matrix.columns);
}
