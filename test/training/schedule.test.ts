import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  constantSchedule,
  cosineSchedule,
  scheduleByName,
  scheduleNames,
  stepSchedule,
} from "../../src/training/schedule.js";

test("constant is 1 throughout", () => {
  assert.deepEqual([0, 0.5, 1].map(constantSchedule().at), [1, 1, 1]);
});

test("step drops at equal shares, and not once more at the end", () => {
  const { at } = stepSchedule({ every: 0.25, decay: 0.5 });
  assert.deepEqual([0, 0.24, 0.25, 0.5, 0.74, 0.75, 1].map(at), [1, 1, 0.5, 0.25, 0.25, 0.125, 0.125]);
  assert.equal(stepSchedule().at(1), 0.1 ** 2);
});

test("cosine falls from 1 over the middle to its floor", () => {
  const { at } = cosineSchedule({ floor: 0.2 });
  assert.equal(at(0), 1);
  assert.ok(Math.abs(at(0.5) - 0.6) < 1e-12);
  assert.ok(Math.abs(at(1) - 0.2) < 1e-12);
});

for (const name of scheduleNames) {
  test(`${name} is rebuilt from its name and options`, () => {
    const schedule = scheduleByName(name, { warmUp: 0.1 });
    assert.deepEqual(scheduleByName(schedule.name, schedule.options).options, schedule.options);
  });

  test(`${name}: within [0, 1], warming up from 0 and never rising after that`, () => {
    const { at } = scheduleByName(name, { warmUp: 0.1 });
    assert.equal(at(0), 0);
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        assert.ok(at(a) >= 0 && at(a) <= 1);
        if (early >= 0.1) assert.ok(at(late) <= at(early) + 1e-12);
      }),
    );
  });
}

test("bad options are refused", () => {
  assert.throws(() => scheduleByName("cosin"), /schedule: unknown "cosin", did you mean "cosine"\?/);
  assert.throws(() => scheduleByName("cosine", { warmup: 0.1 }), /unknown option "warmup", did you mean "warmUp"\?/);
  assert.throws(() => constantSchedule({ warmUp: 1 }), /constant: warmUp must be >= 0 and < 1, got 1/);
  assert.throws(() => stepSchedule({ every: 0 }), /step: every must be > 0 and <= 1, got 0/);
});
