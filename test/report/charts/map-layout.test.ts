import assert from "node:assert/strict";
import { test } from "node:test";
import { beside, placed, type Box } from "../../../src/report/charts/map-layout.js";
import { random } from "../../../src/core/random.js";
import { item } from "../report-input.js";

const frame = { width: 640, height: 540 };

function cloud(count: number): ReturnType<typeof placed> {
  const generator = random(2);
  const rows = Array.from({ length: count }, (_, i) => i);
  return placed(
    {
      x: rows.map((i) => 5 * (i % 4) + generator.normal()),
      y: rows.map((i) => 5 * ((i >> 1) % 2) + generator.normal()),
      labels: rows.map((i) => `class ${i % 4}`),
      items: rows.map((i) => item(`${i}`)),
    },
    frame,
  );
}

test("points fit the frame, both axes to one scale, and points that are not finite are dropped", () => {
  const points = placed({ x: [0, 4, 4, NaN], y: [0, 0, 2, 1], labels: ["a", "a", "b", "b"] }, frame);
  assert.equal(points.length, 3);
  const [a, b, c] = points;
  assert.equal((b!.x - a!.x) / (c!.y - b!.y), 2);
  for (const { x, y } of points) assert.ok(x > 0 && x < frame.width && y > 0 && y < frame.height);
});

test("names and pictures cover neither points nor each other, and stay in the frame", () => {
  const points = cloud(150);
  const { names, pictures } = beside(points, frame);
  assert.deepEqual(names.map(({ text }) => text).sort(), ["class 0", "class 1", "class 2", "class 3"]);
  assert.ok(pictures.length >= 4);
  const dots: Box[] = points.map(({ x, y }) => ({ x, y, width: 0, height: 0 }));
  const boxes: Box[] = [...names, ...pictures];
  for (const [i, box] of boxes.entries()) {
    assert.ok(box.x >= box.width / 2 && box.y >= box.height / 2);
    assert.ok(box.x <= frame.width - box.width / 2 && box.y <= frame.height - box.height / 2);
    for (const other of [...dots, ...boxes.slice(0, i)]) {
      const apart =
        Math.abs(box.x - other.x) >= (box.width + other.width) / 2 ||
        Math.abs(box.y - other.y) >= (box.height + other.height) / 2;
      assert.ok(apart, `${box.x}, ${box.y} covers ${other.x}, ${other.y}`);
    }
  }
});

test("every class has a picture before any has a second", () => {
  const { pictures } = beside(cloud(40), frame);
  assert.equal(new Set(pictures.slice(0, 4).map(({ point }) => point.label)).size, 4);
});
