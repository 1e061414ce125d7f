import assert from "node:assert/strict";
import { test } from "node:test";
import { version } from "../../src/core/version.js";
import { readJson, repository } from "../testkit/shared.js";

test("the version is that of package.json", () => {
  assert.equal(version, readJson<{ version: string }>(`${repository}/package.json`).version);
});
