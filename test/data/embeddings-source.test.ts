import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsEmbeddings, readEmbeddings } from "../../src/data/index.js";
import { decodeNpy, encodeNpy } from "../../src/data/npy.js";
import { temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();
const matrix = { data: Float32Array.of(1, 2, 3, -4.5, 5e-20, 6), rows: 3, columns: 2 };
const npy = Buffer.concat(encodeNpy(matrix));

test("an .npy file and the ids beside it: the folder of an id is its class", async () => {
  write(folder, "a.txt", "bert/1.png\nanna/1.png\nanna/2.png\n");
  const file = write(folder, "a.npy", npy);
  assert.equal(await holdsEmbeddings(file), true);
  const { data, rows, columns, ids, labels, classes } = await readEmbeddings(file);
  assert.deepEqual({ data, rows, columns }, matrix);
  assert.deepEqual(ids, ["bert/1.png", "anna/1.png", "anna/2.png"]);
  assert.deepEqual(
    [classes, Array.from(labels!)],
    [
      ["anna", "bert"],
      [1, 0, 0],
    ],
  );
});

test("float64 is read as float32; what is no row-major matrix of floats is refused", () => {
  const header = (type: string, order: string, shape: string): Buffer => {
    const text = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${shape}), }`.padEnd(117) + "\n";
    return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), Buffer.of(118, 0), Buffer.from(text)]);
  };
  const doubles = Buffer.from(Float64Array.of(1, 2, 3, 4).buffer);
  const read = decodeNpy(Buffer.concat([header("<f8", "False", "2, 2"), doubles]), "x.npy");
  assert.deepEqual(read, { data: Float32Array.of(1, 2, 3, 4), rows: 2, columns: 2 });
  for (const [bytes, message] of [
    [Buffer.from("not numpy at all"), /x\.npy: not a NumPy file/],
    [
      Buffer.concat([header("<i4", "False", "2, 2"), doubles]),
      /expected a row-major matrix .*, got type <i4 of shape \(2, 2\)/,
    ],
    [Buffer.concat([header("<f8", "True", "2, 2"), doubles]), /row-major/],
    [Buffer.concat([header("<f8", "False", "4,"), doubles]), /of shape \(4,\)/],
    [Buffer.concat([header("<f8", "False", "3, 2"), doubles]), /truncated: expected 48 bytes of numbers, got 32/],
  ] as const) {
    assert.throws(() => decodeNpy(bytes, "x.npy"), { code: "DATA_INVALID", message });
  }
});

test("a CSV file with a column class, or with ids in folders", async () => {
  const named = write(folder, "named.csv", "class,0,1\nx,1,2\ny,3,4\nx,5,6\n");
  const { data, labels, ids } = await readEmbeddings(named);
  assert.deepEqual(
    [Array.from(data), Array.from(labels!)],
    [
      [1, 2, 3, 4, 5, 6],
      [0, 1, 0],
    ],
  );
  assert.deepEqual(ids, ["line 2", "line 3", "line 4"]);
  const folders = write(folder, "folders.csv", "id,0,1\nx/1.png,1,2\ny/1.png,3,4\n");
  assert.deepEqual((await readEmbeddings(folders)).classes, ["x", "y"]);
});

test("pairs and items files hold no embeddings", async () => {
  for (const [text, holds] of [
    ["a,b,same\nx,y,1\n", false],
    ["path,class\nx,y\n", false],
    ["class,0\nx,1\n", true],
  ] as const) {
    assert.equal(await holdsEmbeddings(write(folder, "table.csv", text)), holds);
  }
});

test("what is wrong with a file is said with its place", async () => {
  write(folder, "short.txt", "anna/1.png\n");
  const cases: readonly (readonly [string, RegExp])[] = [
    [write(folder, "short.npy", npy), /short\.txt: expected an id a line for each of 3 embeddings, got 1 lines/],
    [write(folder, "lone.npy", npy), /lone\.txt: no such file; .*lone\.npy has no ids and so no classes/],
    [write(folder, "word.csv", "class,0\nx,1\ny,two\n"), /word\.csv:3: "0" must be a number, got "two"/],
    [write(folder, "hole.csv", "class,0\nx,\n"), /hole\.csv:2: "0" must be a number, got ""/],
    [write(folder, "nameless.csv", "0,1\n1,2\n"), /expected a column "class" or "id"/],
    [write(folder, "empty.csv", "class,0\n"), /holds no embeddings/],
  ];
  for (const [file, message] of cases) await assert.rejects(readEmbeddings(file), { message });
});
