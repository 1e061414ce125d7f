// ProxyNCA, proxy-anchor and SoftTriple: values that can be worked out on paper.

import assert from "node:assert/strict";
import { test } from "node:test";
import { proxyAnchor, proxyNca, softTriple } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

/** Proxies at 0, 90 and 180 degrees, of any length. */
const parameters = { weight: Float32Array.of(3, 0, -1, 0, 2, 0) };
const near = (actual: number, expected: number): void => {
  assert.ok(Math.abs(actual - expected) < 1e-5, `${actual} for ${expected}`);
};

test("proxy-nca: the paper leaves the own proxy out of the denominator, and may fall below 0", async () => {
  const run = async (denominator: "others" | "all"): Promise<number> =>
    (await runLabels(proxyNca({ denominator }), [[5, 0]], [0], { classes: 3, parameters })).loss;
  near(await run("others"), Math.log(Math.exp(-2) + Math.exp(-4)));
  near(await run("all"), Math.log(1 + Math.exp(-2) + Math.exp(-4)));
});

test("proxy-anchor: only proxies whose class is in the batch draw, all push", async () => {
  const { loss } = await runLabels(proxyAnchor({ alpha: 2, margin: 0.5 }), [[1, 0]], [0], { classes: 3, parameters });
  const push = [0, Math.log(1 + Math.exp(2 * 0.5)), Math.log(1 + Math.exp(2 * -0.5))];
  near(loss, Math.log(1 + Math.exp(-2 * 0.5)) + push.reduce((a, b) => a + b) / 3);
});

test("soft-triple with one centre a class is CosFace; with a small γ the nearest centre counts alone", async () => {
  const one = softTriple({ centresPerClass: 1, la: 4, margin: 0.2 });
  const expected = Math.log(1 + Math.exp(4 * (0 - 0.8)) + Math.exp(4 * (-1 - 0.8)));
  near((await runLabels(one, [[1, 0]], [0], { classes: 3, parameters })).loss, expected);
  // Class 0 at 0 and 180 degrees, class 1 twice at 90.
  const two = { weight: Float32Array.of(1, -1, 0, 0, 0, 0, 1, 1) };
  const sharp = softTriple({ centresPerClass: 2, la: 4, margin: 0, gamma: 0.001 });
  near((await runLabels(sharp, [[-1, 0]], [0], { classes: 2, parameters: two })).loss, Math.log(1 + Math.exp(-4)));
  const blunt = softTriple({ centresPerClass: 2, la: 4, margin: 0, gamma: 1000 });
  const { loss } = await runLabels(blunt, [[-1, 0]], [0], { classes: 2, parameters: two });
  assert.ok(Math.abs(loss - Math.LN2) < 3e-3, "the mean of 1 and -1");
});
