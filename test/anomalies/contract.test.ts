// What every method of anomaly detection promises, whatever its formula.

import assert from "node:assert/strict";
import { test } from "node:test";
import { selectRows } from "../../src/core/matrix.js";
import { methodByName, methodNames } from "../../src/anomalies/index.js";
import { close, normalRows, runMethod } from "./run-method.js";

const normal = normalRows(150, 4, 1);
const probes = normalRows(20, 4, 2);
const far = normalRows(20, 4, 3, 6);
const context = { seed: 0, anomalies: normalRows(12, 4, 4, 5) };

for (const name of methodNames) {
  const method = methodByName(name, name === "twins" ? { steps: 60 } : {});

  test(`${name}: name and options rebuild it`, () => {
    const { name: again, options } = methodByName(method.name, method.options);
    assert.deepEqual({ name: again, options }, { name: method.name, options: method.options });
  });

  test(`${name}: what lies far out scores higher than any normal row`, async () => {
    const usual = await runMethod(method, normal, probes, context);
    const unusual = await runMethod(method, normal, far, context);
    assert.ok(Math.min(...unusual) > Math.max(...usual), `${Math.min(...unusual)} and ${Math.max(...usual)}`);
  });

  test(`${name}: a row's score does not depend on the rows beside it`, async () => {
    const all = await runMethod(method, normal, probes, context);
    const backwards = [...probes.data.keys()].slice(0, probes.rows).reverse();
    const turned = await runMethod(method, normal, selectRows(probes, backwards), context);
    close(turned.toReversed(), all, 1e-5);
    close(await runMethod(method, normal, selectRows(probes, [3]), context), [all[3]!], 1e-5);
  });

  test(`${name}: many copies of one row among the normal ones leave scores finite`, async () => {
    const copies = selectRows(normal, [...Array<number>(60).fill(0), 1, 2, 3, 4, 5, 6, 7]);
    const scores = await runMethod(method, copies, selectRows(normal, [0, 1, 8]), context);
    assert.ok(scores.every(Number.isFinite), scores.join());
  });

  test(`${name}: fitted twice, the same scores`, async () => {
    const [first, second] = [
      await runMethod(method, normal, probes, context),
      await runMethod(method, normal, probes, context),
    ];
    assert.deepEqual(first, second);
  });

  test(`${name}: unknown options are refused by name`, () => {
    assert.throws(() => methodByName(name, { kk: 3 }), { code: "INVALID_OPTION", message: /unknown option "kk"/ });
  });
}

test("an unknown method is refused, and the nearest named", () => {
  assert.throws(() => methodByName("mahalanobi"), { code: "INVALID_OPTION", message: /did you mean "mahalanobis"/ });
});
