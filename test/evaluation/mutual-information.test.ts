import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { agreement } from "../../src/evaluation/index.js";
import { random } from "../../src/core/random.js";

test("as scikit-learn 1.9.1 has it", () => {
  const digits = (text: string): number[] => [...text].map(Number);
  const a = digits("0310333313120320002123320111101030312330");
  const b = digits("0310434313120320002123340142101033042131");
  const { nmi, ami } = agreement(a, b);
  assert.ok(Math.abs(nmi - 0.5714128003749244) < 1e-10, `${nmi}`);
  assert.ok(Math.abs(ami - 0.5101520101517328) < 1e-10, `${ami}`);
});

test("the names of the parts do not matter, nor which comes first", () => {
  const labels = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(labels, (pairs) => {
      const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
      const plain = agreement(a, b);
      const renamed = agreement(
        b,
        a.map((x) => 7 - 2 * x),
      );
      assert.ok(Math.abs(plain.nmi - renamed.nmi) < 1e-9 && Math.abs(plain.ami - renamed.ami) < 1e-9);
      assert.ok(plain.nmi >= 0 && plain.nmi <= 1 && plain.ami <= 1 + 1e-9);
      const itself = agreement(a, a);
      assert.ok(itself.nmi > 1 - 1e-9);
    }),
  );
});

test("random parts: the adjusted one is 0, the other is not", () => {
  const generator = random(1, "parts");
  const draw = (): number[] => Array.from({ length: 200 }, () => generator.integer(40));
  const { nmi, ami } = agreement(draw(), draw());
  assert.ok(Math.abs(ami) < 0.05 && nmi > 0.4, `${nmi} ${ami}`);
});

test("label counts that differ are refused", () => {
  assert.throws(() => agreement([1, 2], [1]), { code: "INVALID_INPUT", message: /got 2 and 1/ });
  assert.throws(() => agreement([], []), { code: "INVALID_INPUT" });
});
