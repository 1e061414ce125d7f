// Filters and metadata: what is taken, what is refused, and what a filter selects.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkMetadata, meets, testsOf, type Filter, type Metadata } from "../../src/gallery/filter.js";
import { failure } from "../testkit/pictures.js";

test("all that a filter says must hold, numbers with numbers and text with text", () => {
  const berlin: Metadata = { site: "berlin", age: 30, badge: true };
  for (const [filter, expected] of [
    [{}, true],
    [{ site: "berlin" }, true],
    [{ site: ["rome", "berlin"] }, true],
    [{ site: [] }, false],
    [{ site: { not: "berlin" } }, false],
    [{ floor: { not: 3 } }, true],
    [{ age: { atLeast: 30, below: 31 } }, true],
    [{ age: { above: 30 } }, false],
    [{ age: "30" }, false],
    [{ site: { atLeast: 0 } }, false],
    [{ badge: true, floor: { exists: false } }, true],
    [{ toString: { exists: true } }, false],
  ] as readonly (readonly [Filter, boolean])[]) {
    assert.equal(meets(berlin, testsOf(filter)), expected, JSON.stringify(filter));
  }
});

test("what is no filter is refused in words", () => {
  for (const [filter, message] of [
    ["site", /expected names and values, got "site"/],
    [[1], /expected names and values/],
    [{ "a b": 1 }, /names are of letters, digits and _/],
    [{ "x'; drop table": 1 }, /names are of letters/],
    [JSON.parse('{"__proto__": 1}'), /names are of letters/],
    [{ constructor: 1 }, /names are of letters/],
    [{ site: null }, /expected text, a finite number, true or false, got null/],
    [{ site: { like: "%" } }, /unknown option "like"/],
    [{ age: { atLeast: "18" } }, /atLeast takes a number, got "18"/],
    [{ age: Infinity }, /expected text, a finite number/],
    [{ site: "\ud800" }, /holds a character that is none/],
    [{ site: "a\0" }, /holds a character that is none/],
    [{ site: "x".repeat(5000) }, /at most 4096 characters/],
    [{ site: { in: Array.from({ length: 1001 }, (_, i) => i) } }, /at most 1000 values/],
  ] as readonly (readonly [unknown, RegExp])[]) {
    assert.throws(() => testsOf(filter as Filter), { message });
  }
});

test("metadata are flat, of few names and short text", () => {
  checkMetadata("item", { site: "berlin", n: 1, ok: false });
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, i]));
  for (const [metadata, message] of [
    [many, /may have 64 entries, got 65/],
    [{ nested: {} }, /expected text/],
    [{ list: [1] }, /expected text/],
    [{ n: NaN }, /expected text/],
    [{ "": 1 }, /names are of letters/],
  ] as const) {
    assert.throws(() => checkMetadata("item 1", metadata as unknown as Metadata), failure("INVALID_INPUT", message));
  }
});
