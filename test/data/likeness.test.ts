import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { nearDuplicates, signatureOf, type Signature } from "../../src/data/likeness.js";

const spec = { height: 32, width: 24, colour: "grey" } as const;

/** A smooth picture of a few waves. */
function waves(seed: number): Uint8Array {
  const generator = random(seed, "waves");
  const parts = Array.from({ length: 6 }, () => [4 * generator.next(), 4 * generator.next(), 6.3 * generator.next()]);
  return Uint8Array.from({ length: 32 * 24 }, (_, i) => {
    const [x, y] = [(i % 24) / 24, Math.floor(i / 24) / 32];
    const sum = parts.reduce((total, [a, b, phase]) => total + Math.sin(6.3 * (a! * x + b! * y) + phase!), 0);
    return Math.round(128 + 18 * sum);
  });
}

const sign = (pixels: Uint8Array): Signature | undefined => signatureOf(pixels, spec);

test("the same picture brighter, flatter or noisier is found; others are not", () => {
  const pictures = Array.from({ length: 40 }, (_, seed) => waves(seed));
  const generator = random(5, "noise");
  const changed = [
    pictures[7]!.map((value) => value * 0.7 + 40),
    pictures[21]!.map((value) => value + 6 * generator.normal()),
    waves(1000),
  ];
  assert.deepEqual(nearDuplicates(pictures.map(sign), changed.map(sign)), [
    { a: 7, b: 0 },
    { a: 21, b: 1 },
  ]);
});

test("as multiplying all pairs out would find them", () => {
  const base = Array.from({ length: 30 }, (_, seed) => sign(waves(seed))!);
  const generator = random(6, "noise");
  const others = Array.from({ length: 60 }, (_, i) => {
    const strength = 0.3 * i;
    return sign(waves(i % 30).map((value) => Math.max(0, Math.min(255, value + strength * generator.normal()))))!;
  });
  const naive = others.flatMap((right, b) => {
    const a = base.findIndex(
      (left) => left.values.reduce((sum, value, i) => sum + value * right.values[i]!, 0) >= 0.985,
    );
    return a < 0 ? [] : [{ a, b }];
  });
  assert.ok(naive.length > 10 && naive.length < 60, `${naive.length} found`);
  assert.deepEqual(nearDuplicates(base, others), naive);
});

test("pictures of one tone, or smaller than the fields, are no trouble", () => {
  assert.equal(sign(new Uint8Array(32 * 24).fill(200)), undefined);
  assert.deepEqual(nearDuplicates([undefined], [undefined, sign(waves(1))]), []);
  const tiny = signatureOf(Uint8Array.of(0, 255, 255, 0), { height: 2, width: 2, colour: "grey" })!;
  assert.ok(tiny.values.every(Number.isFinite));
});
