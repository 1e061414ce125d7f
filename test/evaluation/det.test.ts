import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { detPoints, verification } from "../../src/evaluation/index.js";

test("normal distances draw a straight line, whose slope is the ratio of their spreads", () => {
  const generator = random(6, "normal");
  const same = Array.from({ length: 40000 }, (_, i) => i % 2 === 0);
  const distances = same.map((value) => (value ? generator.normal() : 2 + 2 * generator.normal()));
  const points = detPoints(verification({ distances, same }).roc).filter(
    ({ x, y }) => Math.abs(x) < 1.6 && Math.abs(y) < 1.6,
  );
  assert.ok(points.length > 50);
  // FAR = Φ((t - 2) / 2), FRR = Φ(-t): y = -(2 x + 2).
  for (const { x, y } of points) assert.ok(Math.abs(y + 2 * x + 2) < 0.08, `${x} ${y}`);
});

test("points without an error have no place", () => {
  const roc = [
    { far: 0, tar: 0 },
    { far: 0, tar: 0.5 },
    { far: 0.5, tar: 0.5 },
    { far: 0.5, tar: 1 },
    { far: 1, tar: 1 },
  ];
  assert.deepEqual(detPoints(roc), [{ far: 0.5, frr: 0.5, x: 0, y: 0 }]);
});
