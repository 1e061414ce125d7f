import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { imageFolder } from "../../src/data/image-folder.js";
import { splitByClass } from "../../src/data/split.js";
import { missing, shared } from "../testkit/shared.js";
import { failure, fakeDataset } from "../testkit/pictures.js";

/** `groups` alphabets of `size` characters each, three pictures a character. */
function alphabets(groups: number, size: number): Record<string, number> {
  const names = Array.from({ length: groups * size }, (_, i) => `alphabet${Math.floor(i / size)}/character${i % size}`);
  return Object.fromEntries(names.map((name) => [name, 3]));
}

const people = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p${i}`, 4]));

test("whole classes are held out, a fifth of them", () => {
  const data = fakeDataset(people);
  const { train, validation, heldOut, warnings } = splitByClass(data, { seed: 1 });
  assert.deepEqual([heldOut, train.classes.length, validation.classes.length, warnings], ["classes", 8, 2, []]);
  assert.deepEqual([...train.classes, ...validation.classes].sort(), data.classes);
  assert.deepEqual([train.items.length, validation.items.length], [32, 8]);
});

test("the seed decides, and nothing else", () => {
  const held = (seed: number): string => splitByClass(fakeDataset(people), { seed }).validation.classes.join();
  assert.equal(held(5), held(5));
  assert.ok(new Set([1, 2, 3, 4, 5, 6].map(held)).size > 1);
});

test("whole groups are held out where there are four or more of several classes", () => {
  const { train, validation, heldOut } = splitByClass(fakeDataset(alphabets(5, 4)), { seed: 3 });
  assert.deepEqual([heldOut, validation.classes.length, train.classes.length], ["groups", 4, 16]);
  assert.equal(validation.groups.length, 1);
  assert.ok(!train.groups.includes(validation.groups[0]!));
  assert.equal(splitByClass(fakeDataset(alphabets(3, 4)), { seed: 3 }).heldOut, "classes");
});

test("indices lead back to the items of the data set that was split", () => {
  const data = fakeDataset(people);
  const { train, validation, trainIndices, validationIndices } = splitByClass(data, { seed: 2, validation: 0.4 });
  assert.deepEqual(
    [...trainIndices].map((i) => data.items[i]!.id),
    train.items.map(({ id }) => id),
  );
  assert.deepEqual(
    [...validationIndices].map((i) => data.items[i]!.id),
    validation.items.map(({ id }) => id),
  );
});

test("any data set: no class and no group on both sides, nothing lost, two classes and a same pair on each", () => {
  const group = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 });
  const share = fc.double({ min: 0.01, max: 0.9, noNaN: true });
  let splits = 0;
  fc.assert(
    fc.property(fc.array(group, { minLength: 2, maxLength: 9 }), share, fc.nat(), (groups, validation, seed) => {
      const sizes = groups.flatMap((classes, g) => classes.map((size, c) => [`g${g}/c${c}`, size] as const));
      const data = fakeDataset(Object.fromEntries(sizes));
      const enough = sizes.length >= 4 && sizes.filter(([, size]) => size >= 2).length >= 2;
      if (!enough) return assert.throws(() => splitByClass(data, { validation, seed }), { code: "DATA_TOO_FEW" });
      splits++;
      const split = splitByClass(data, { validation, seed });
      const [train, held] = [split.train, split.validation];
      assert.deepEqual([...train.classes, ...held.classes].sort(), [...data.classes].sort());
      assert.equal(train.items.length + held.items.length, data.items.length);
      for (const { classes, items } of [train, held]) {
        assert.ok(classes.length >= 2);
        assert.ok(new Set(items.map(({ label }) => label)).size < items.length, "a class with two pictures");
        for (const { id, label } of items) assert.ok(id.startsWith(`${classes[label]!}/`));
      }
      if (split.heldOut === "groups")
        assert.deepEqual(
          train.groups.filter((name) => held.groups.includes(name)),
          [],
        );
    }),
  );
  assert.ok(splits > 30);
});

test("the share is met as nearly as whole classes and groups allow", () => {
  for (const validation of [0.1, 0.25, 0.5, 0.75]) {
    for (const seed of [0, 1, 2]) {
      const held = splitByClass(fakeDataset(alphabets(20, 3)), { validation, seed }).validation.classes.length;
      assert.ok(Math.abs(held - validation * 60) <= 1.5, `${held} of 60 for ${validation}`);
    }
  }
});

test("nothing held out", () => {
  const data = fakeDataset({ a: 1, b: 2 });
  const { train, validation, trainIndices, heldOut } = splitByClass(data, { validation: 0, seed: 0 });
  assert.deepEqual([train.items.length, validation.items.length, trainIndices.length, heldOut], [3, 0, 3, "classes"]);
});

test("pictures of unknown class are on neither side", () => {
  const data = fakeDataset(people);
  const items = data.items.map((item, i) => (i < 4 ? { ...item, label: -1 } : item));
  const { train, validation } = splitByClass({ ...data, items }, { seed: 0 });
  assert.equal(train.items.length + validation.items.length, 36);
});

test("classes of one picture are reported", () => {
  const { warnings } = splitByClass(fakeDataset({ a: 1, b: 2, c: 3, d: 1, e: 2 }), { seed: 0 });
  assert.deepEqual(
    warnings.map(({ code, count, examples }) => [code, count, ...examples]),
    [["SINGLE_PICTURE_CLASSES", 2, "a", "d"]],
  );
});

test("too few to split: the message says what is missing", () => {
  const split = (sizes: Readonly<Record<string, number>>, validation?: number): unknown =>
    splitByClass(fakeDataset(sizes), validation === undefined ? { seed: 0 } : { seed: 0, validation });
  const three = { a: 5, b: 5, c: 5 };
  assert.throws(() => split(three), failure("DATA_TOO_FEW", /4 are needed \(2 to train on, 2 to validate on\), got 3/));
  const singles = { a: 1, b: 1, c: 1, d: 1, e: 4 };
  assert.throws(() => split(singles), failure("DATA_TOO_FEW", /two classes need two pictures each.*, got 1;/));
  assert.throws(() => split(three, 1), failure("INVALID_OPTION", /validation must be >= 0 and < 1, got 1/));
  assert.throws(() => split(three, NaN), failure("INVALID_OPTION", /validation must be >= 0 and < 1/));
});

const orl = shared("data/faces_orl");
test("ORL faces: eight people held out", { skip: missing(orl) }, async () => {
  const { train, validation } = splitByClass(await imageFolder(orl!), { seed: 0 });
  assert.deepEqual([train.classes.length, validation.classes.length, validation.items.length], [32, 8, 80]);
});

test("items of unknown class: on neither side, or trained on where that is asked", () => {
  const classed = fakeDataset(people);
  const loose = { id: "loose.png", path: "/nowhere/loose.png", label: -1 };
  const data = { ...classed, items: [loose, ...classed.items] };
  for (const unlabelled of [false, true]) {
    const { train, validation } = splitByClass(data, { seed: 1, unlabelled });
    assert.deepEqual([train.items.length, validation.items.length], [unlabelled ? 33 : 32, 8]);
    assert.equal(
      train.items.some(({ id }) => id === "loose.png"),
      unlabelled,
    );
  }
  const unclassed = { ...data, items: [loose, loose], classes: [], groups: [], groupOfClass: new Int32Array() };
  assert.equal(splitByClass(unclassed, { seed: 1, validation: 0, unlabelled: true }).train.items.length, 2);
});

test("hundreds of thousands of classes are split in one pass over them", () => {
  const data = fakeDataset(Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`c${i}`, 1 + (i % 2)])));
  const { train, validation } = splitByClass(data, { seed: 2 });
  assert.deepEqual([train.classes.length, validation.classes.length], [160_000, 40_000]);
});
