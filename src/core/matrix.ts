// Small helpers on row-major float32 matrices (`Matrix`, embeddings.ts): made from rows, rows picked out, checked.

import type { Matrix } from "./embeddings.js";
import { check, KindredError } from "./errors.js";

/** A matrix of the given rows: R arrays of width D -> `[R, D]`, rounded to float32. Throws where widths differ. */
export function matrix(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * columns);
  rows.forEach((values, index) => {
    check(values.length === columns, "DIMENSION_MISMATCH", () => {
      return `matrix: all rows must have the same width, row 0 has ${columns} and row ${index} has ${values.length}`;
    });
    data.set(values, index * columns);
  });
  return { data, rows: rows.length, columns };
}

/** A copy of the rows numbered `indices`, in that order (repeats allowed): `[indices.length, D]`. */
export function selectRows(source: Matrix, indices: ArrayLike<number>): Matrix {
  const { columns } = source;
  const data = new Float32Array(indices.length * columns);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * columns;
    data.set(source.data.subarray(from, from + columns), i * columns);
  }
  return { data, rows: indices.length, columns };
}

/** Throws INVALID_INPUT, naming the row (and its id), where a value is NaN or infinite. */
export function checkFinite(source: Matrix, where: string, ids?: readonly string[]): void {
  for (let i = 0; i < source.data.length; i++) {
    if (Number.isFinite(source.data[i])) continue;
    const index = Math.floor(i / source.columns);
    const id = ids?.[index] === undefined ? "" : ` (${ids[index]})`;
    throw new KindredError(
      "INVALID_INPUT",
      `${where}: row ${index}${id} holds ${source.data[i]}, expected finite numbers`,
    );
  }
}
