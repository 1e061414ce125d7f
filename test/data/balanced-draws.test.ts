import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { balancedDraws, distinctDraws } from "../../src/data/balanced-draws.js";

const options = { seed: 1, stream: ["test"] };
const sizes = fc.tuple(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 23 })).filter(([n, k]) => k <= n);

function countsOf(n: number, draws: readonly Int32Array[]): number[] {
  const counts = Array<number>(n).fill(0);
  for (const members of draws) for (const member of members) counts[member]!++;
  return counts;
}

test("no draw has a member twice; after any number of draws turns differ by one at most, and are even in the end", () => {
  fc.assert(
    fc.property(sizes, fc.nat(), ([n, k], seed) => {
      const draw = distinctDraws({ ...options, n, k, seed });
      const draws: Int32Array[] = [];
      for (let step = 0; step < 2 * n; step++) {
        const { members } = draw(step);
        assert.equal(new Set(members).size, k);
        draws.push(members);
        const counts = countsOf(n, draws);
        assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
      }
      assert.deepEqual(countsOf(n, draws), Array<number>(n).fill(2 * k));
    }),
  );
});

test("occurrences count how often a member was drawn before", () => {
  fc.assert(
    fc.property(sizes, fc.nat(), ([n, k], seed) => {
      const draw = distinctDraws({ ...options, n, k, seed });
      const counts = Array<number>(n).fill(0);
      for (let step = 0; step < 3 * n; step++) {
        const { members, occurrences } = draw(step);
        members.forEach((member, i) => assert.equal(occurrences[i], counts[member]!++));
      }
    }),
  );
});

test("any step by itself is what it is in a row; seed and stream matter", () => {
  const settings = { ...options, n: 30, k: 7 };
  const inRow = distinctDraws(settings);
  const steps = Array.from({ length: 100 }, (_, step) => inRow(step).members);
  for (const step of [99, 3, 57, 57, 0]) assert.deepEqual(distinctDraws(settings)(step).members, steps[step]);
  assert.notDeepEqual(distinctDraws({ ...settings, seed: 2 })(0).members, steps[0]);
  assert.notDeepEqual(distinctDraws({ ...settings, stream: ["other"] })(0).members, steps[0]);
  assert.notDeepEqual(steps.slice(0, 30), steps.slice(30, 60), "blocks differ");
});

test("bunches are drawn together where they fit", () => {
  const bunches = [
    [0, 1],
    [2, 3],
    [4, 5],
    [6, 7],
    [8, 9],
  ];
  const draw = distinctDraws({ ...options, n: 10, k: 4, round: () => bunches.map((bunch) => [...bunch]) });
  for (let step = 0; step < 20; step++) {
    const { members } = draw(step);
    for (const member of members) assert.ok(members.includes(member ^ 1), members.join());
  }
});

test("a long series is cut into blocks of a million", () => {
  const [n, k] = [600_001, 64];
  const draw = distinctDraws({ ...options, n, k });
  assert.equal(new Set(draw(0).members).size, k);
  const stepsPerBlock = Math.floor(n / k);
  assert.deepEqual([...draw(stepsPerBlock).occurrences], Array<number>(k).fill(1));
});

test("more than there are: everybody, again and again, the rest balanced", () => {
  const draw = balancedDraws({ ...options, n: 3, k: 8 });
  const draws = Array.from({ length: 6 }, (_, step) => draw(step));
  for (const members of draws) {
    const counts = countsOf(3, [members]);
    assert.ok(Math.min(...counts) === 2 && Math.max(...counts) === 3);
  }
  assert.deepEqual(countsOf(3, draws), [16, 16, 16]);
  assert.deepEqual([...balancedDraws({ ...options, n: 1, k: 3 })(9)], [0, 0, 0]);
});
