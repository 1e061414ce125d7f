// Texts to numbers: by formula, by hand, and by the other libraries that read a tokenizer.json.

import assert from "node:assert/strict";
import { test } from "node:test";
import { learnTokens, checkTokens, openTokeniser, type TokenUnit, type Tokens } from "../../../src/data/index.js";
import { hash } from "../../../src/data/tokens/ngrams.js";
import { normaliseText, wordsOf } from "../../../src/data/tokens/normalise.js";
import { failure } from "../../testkit/pictures.js";

const texts = [
  "The dog runs in the park.",
  "A dog is running; the DOG barks!",
  "Two cats run, and a cat sleeps in the park",
  "Ein Café in Zürich, ｆｕｌｌ-width ﬁne",
  "the the café café",
];

async function encoded(tokens: Tokens, text: string): Promise<number[]> {
  return Array.from((await openTokeniser(tokens)).encode(text).ids);
}

function vocabOf({ tokenizer }: Tokens): Record<string, number> {
  return (tokenizer!["model"] as { vocab: Record<string, number> }).vocab;
}

test("one form for full-width letters, ligatures, capital letters and white space; words by Unicode's letters", () => {
  assert.equal(normaliseText("  ｆｕｌｌ\t\n ﬁne  ", { lowercase: true }), "full fine");
  assert.equal(normaliseText("É e\u0301", { lowercase: true }), "é é");
  assert.equal(normaliseText("ÀB", { lowercase: false }), "ÀB");
  assert.deepEqual(wordsOf("don't  stop: 3.5 naïve_x 東京"), [
    "don",
    "'",
    "t",
    "stop",
    ":",
    "3",
    ".",
    "5",
    "naïve_x",
    "東京",
  ]);
});

test("bytes: of the UTF-8, and one more", async () => {
  const tokens = learnTokens(texts, "bytes", { longest: 4 });
  assert.deepEqual(
    await encoded(tokens, " Éa "),
    [...new TextEncoder().encode("éa")].map((byte) => byte + 1),
  );
  const { encode } = await openTokeniser(tokens);
  assert.deepEqual([encode("").ids, encode("").cut], [Int32Array.of(0), false]);
  assert.deepEqual([encode("abcde").ids.length, encode("abcde").cut, encode("abcd").cut], [4, true, false]);
});

test("words: those that occur twice, the most frequent first; all others are unknown", async () => {
  const tokens = learnTokens(texts, "words");
  const vocab = vocabOf(tokens);
  // "the" occurs five times, "café" and "dog" three times, which stand in code order.
  assert.deepEqual(Object.keys(vocab).slice(0, 5), ["[PAD]", "[UNK]", "the", "café", "dog"]);
  assert.equal(tokens.vocabulary, Object.keys(vocab).length);
  assert.deepEqual(await encoded(tokens, "The dog's dogs"), [vocab["the"], vocab["dog"], 1, 1, 1]);
  assert.equal(vocab["runs"], undefined);
  const few = learnTokens(texts, "words", { vocabulary: 4 });
  assert.deepEqual([few.vocabulary, await encoded(few, "the dog barks")], [4, [2, 1, 1]]);
  const cased = learnTokens(["Dog Dog dog", "dog"], "words", { lowercase: false });
  assert.deepEqual(await encoded(cased, "Dog dog DOG"), [2, 3, 1]);
});

/** Sennrich's reference procedure, as plain as can be. */
function naiveMerges(words: ReadonlyMap<string, number>, most: number): string[] {
  let spelled = [...words].map(([word, count]) => ({
    pieces: Array.from(word).map((c, i, all) => (i === all.length - 1 ? `${c}</w>` : c)),
    count,
  }));
  const merges: string[] = [];
  while (merges.length < most) {
    const counts = new Map<string, number>();
    for (const { pieces, count } of spelled)
      for (let i = 0; i + 1 < pieces.length; i++) {
        const pair = `${pieces[i]} ${pieces[i + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + count);
      }
    const [best] = [...counts].filter(([, n]) => n >= 2).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    if (best === undefined) break;
    merges.push(best[0]);
    const [left, right] = best[0].split(" ");
    spelled = spelled.map(({ pieces, count }) => {
      const next: string[] = [];
      for (let i = 0; i < pieces.length; i++) {
        if (pieces[i] === left && pieces[i + 1] === right) next.push(pieces[i]! + pieces[++i]!);
        else next.push(pieces[i]!);
      }
      return { pieces: next, count };
    });
  }
  return merges;
}

test("subwords: the merges of byte pair encoding, by plain loops", async () => {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of wordsOf(normaliseText(text, { lowercase: true }))) counts.set(word, (counts.get(word) ?? 0) + 1);
  const tokens = learnTokens(texts, "subwords", { vocabulary: 90 });
  const { merges } = tokens.tokenizer!["model"] as { merges: string[][] };
  assert.ok(merges.length > 10);
  assert.deepEqual(
    merges.map((merge) => merge.join(" ")),
    naiveMerges(counts, merges.length),
  );
  const vocab = vocabOf(tokens);
  assert.ok(tokens.vocabulary <= 90 && tokens.vocabulary === Object.keys(vocab).length);
  assert.deepEqual(await encoded(tokens, "THE"), [vocab["the</w>"]]);
  // A word that never occurred is spelled by its pieces, a letter that never did is unknown.
  const names = Object.keys(vocab);
  const spelled = (await encoded(tokens, "dogcat")).map((id) => names.find((name) => vocab[name] === id));
  assert.equal(spelled.join(""), "dogcat</w>");
  assert.ok((await encoded(tokens, "q")).includes(1));
});

test("n-grams: words and their parts, hashed by FNV-1a", async () => {
  // http://www.isthe.com/chongo/src/fnv/test_fnv.c
  assert.deepEqual(["", "a", "foobar"].map(hash), [0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  const tokens = learnTokens(texts, "ngrams", { vocabulary: 1000, letters: [3, 4] });
  const parts = ["<cat>", "<ca", "cat", "at>", "<cat", "cat>", "<a>"];
  assert.deepEqual(
    await encoded(tokens, "Cat a"),
    parts.map((part) => 1 + (hash(part) % 999)),
  );
});

test("what a model file holds takes texts apart as what was learned did", async () => {
  for (const unit of ["bytes", "words", "subwords", "ngrams"] as TokenUnit[]) {
    const tokens = learnTokens([...texts, "constructor __proto__ constructor __proto__"], unit);
    const copy = JSON.parse(JSON.stringify(tokens)) as Tokens;
    const text = "The café's dogs run __proto__ constructor";
    assert.deepEqual(await encoded(copy, text), await encoded(tokens, text), unit);
    assert.ok(
      (await encoded(tokens, text)).every((id) => id > 0 && id < tokens.vocabulary),
      unit,
    );
  }
});

test("wrong descriptions and options are refused", async () => {
  assert.throws(() => learnTokens(texts, "letters" as TokenUnit), failure("INVALID_OPTION", /one of bytes, words/));
  assert.throws(() => learnTokens(texts, "bytes", { vocabulary: 9 }), failure("INVALID_OPTION", /"vocabulary"/));
  assert.throws(() => learnTokens(texts, "ngrams", { letters: [4, 3] }), failure("INVALID_OPTION", /lesser first/));
  assert.throws(() => learnTokens(texts, "words", { longest: 0 }), failure("INVALID_OPTION", /longest must be/));
  const words = { unit: "words", vocabulary: 9, longest: 9, lowercase: true } as const;
  assert.throws(() => checkTokens(words), failure("INVALID_OPTION", /words need a tokenizer/));
  await assert.rejects(
    openTokeniser({ ...words, tokenizer: { model: 1 } }),
    failure("INVALID_OPTION", /cannot be read/),
  );
});
