import assert from "node:assert/strict";
import { test } from "node:test";
import { checkFinite, matrix, selectRows } from "../../src/core/matrix.js";

test("matrix: rows end to end, one width only", () => {
  assert.deepEqual(matrix([[1, 2], Float32Array.of(3, 4)]), { data: Float32Array.of(1, 2, 3, 4), rows: 2, columns: 2 });
  assert.deepEqual(matrix([]), { data: new Float32Array(0), rows: 0, columns: 0 });
  assert.throws(() => matrix([[1, 2], [3]]), { code: "DIMENSION_MISMATCH", message: /row 0 has 2 and row 1 has 1/ });
});

test("selectRows: copies, in the order asked, repeats allowed", () => {
  const source = matrix([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const picked = selectRows(source, Int32Array.of(2, 0, 2));
  assert.deepEqual(picked, { data: Float32Array.of(5, 6, 1, 2, 5, 6), rows: 3, columns: 2 });
  picked.data[0] = 9;
  assert.equal(source.data[4], 5);
});

test("checkFinite: names the row and its id", () => {
  checkFinite(matrix([[1, 2]]), "here");
  assert.throws(
    () =>
      checkFinite(
        matrix([
          [1, 2],
          [3, NaN],
        ]),
        "here",
        ["a", "b.png"],
      ),
    {
      code: "INVALID_INPUT",
      message: "here: row 1 (b.png) holds NaN, expected finite numbers",
    },
  );
  assert.throws(() => checkFinite(matrix([[-Infinity]]), "here"), { message: /row 0 holds -Infinity/ });
});
