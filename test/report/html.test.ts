import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { escapeText, html, markup, raw, shorten, type Html } from "../../src/report/html.js";

test("strings are escaped, markup is not, lists are joined", () => {
  const list = ["<a>", 'b"'].map((text) => html`<i title="${text}">${text}</i>`);
  assert.equal(
    markup(html`${list}${undefined}${false}${7}`),
    '<i title="&lt;a&gt;">&lt;a&gt;</i><i title="b&quot;">b&quot;</i>7',
  );
  assert.equal(markup(raw("<b>&</b>")), "<b>&</b>");
});

test("an object from JSON cannot pass for markup", () => {
  const forged = JSON.parse('{"markup":"<script>","trusted markup":"<script>"}') as Html;
  assert.throws(() => markup(html`${forged}`), TypeError);
});

test("escaped text has no character that ends text or an attribute, and control characters are replaced", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.doesNotMatch(escapeText(text), /[<>"'\0\x08\x1b]|&(?!amp;|lt;|gt;|quot;|#39;)/);
    }),
  );
  assert.equal(escapeText("a\0b\x1b\ud800\n"), "a\ufffdb\ufffd\ufffd\n");
});

test("long names lose their middle", () => {
  assert.equal(shorten("abcdefghij", 10), "abcdefghij");
  assert.equal(shorten("abcdefghijk", 10), "abcd…ghijk");
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 2, max: 20 }), (text, limit) => {
      assert.ok(shorten(text, limit).length <= limit);
    }),
  );
});
