import assert from "node:assert/strict";
import { test } from "node:test";
import { distanceByName } from "../../src/distances/index.js";

test("distanceByName: an unknown name is refused with the nearest known one", () => {
  assert.throws(() => distanceByName("euclidian"), {
    code: "INVALID_OPTION",
    message: /unknown "euclidian", did you mean "euclidean"\?.*manhattan/,
  });
  assert.throws(() => distanceByName("constructor"), { code: "INVALID_OPTION" });
});

test("distanceByName: unknown and missing options are refused", () => {
  assert.throws(() => distanceByName("cosine", { margin: 1 }), {
    code: "INVALID_OPTION",
    message: /unknown option "margin"\. Known: none/,
  });
  assert.throws(() => distanceByName("mahalanobis"), { code: "INVALID_OPTION", message: /fitMahalanobis/ });
});
