// What a text in a table is made of: its words, and every three neighbouring characters of each word, each as a number by
// hashing (Weinberger et al. 2009): no vocabulary, so that a word that nobody has seen, or a typing error, still shares most of
// its features with its neighbours.
//
//   "Sony KDL-40"  ->  sony  kdl40  kdl  40  _so son ony ny_  _kd kdl dl4 l40 40_  dl_ _40
//
// Case and accents do not count. What only signs part, as in kdl-40, counts once more as one word, because a model number is
// written both ways. Characters that are written as HTML does, as in Garc&iacute;a or Garc&#237;a, are read as what they stand for.

/** Features of one text: bucket numbers, each once, and how often each is there. */
export interface TextFeatures {
  /** 1 .. buckets - 1; 0 is kept for padding. */
  readonly ids: readonly number[];
  readonly counts: readonly number[];
}

/** Characters of a word that are looked at, at most: a longer one is no word. */
const longestWord = 60;

/** @param most - features kept, the first ones. The number that was left out is in `cut`. */
export function textFeatures(text: string, buckets: number, most: number): TextFeatures & { readonly cut: number } {
  const found = new Map<number, number>();
  let cut = 0;
  const add = (feature: string): void => {
    const id = 1 + (hashOf(feature) % (buckets - 1));
    const before = found.get(id);
    if (before === undefined && found.size >= most) cut++;
    else found.set(id, (before ?? 0) + 1);
  };
  const addWord = (word: string): void => {
    add(`w ${word}`);
    const padded = `_${word.slice(0, longestWord)}_`;
    for (let at = 0; at + 3 <= padded.length; at++) add(`c ${padded.slice(at, at + 3)}`);
  };
  for (const words of wordsOf(text)) {
    if (words.length > 1) addWord(words.join(""));
    words.forEach(addWord);
  }
  return { ids: [...found.keys()], counts: [...found.values()], cut };
}

/** Runs of letters or digits, in small letters, without accents; together what no white space parts. */
export function wordsOf(text: string): string[][] {
  const plain = withoutReferences(text).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .split(/\s+/)
    .map((chunk) => [...(chunk.match(/[\p{L}\p{N}]+/gu) ?? [])])
    .filter((words) => words.length > 0);
}

/** Those of HTML's names for characters that are no letters with an accent, which does not count, but are common. */
const namedCharacters = new Map(
  Object.entries({
    ...{ amp: "&", quot: '"', apos: "'", lt: "<", gt: ">", nbsp: " ", ndash: "-", mdash: "-" },
    ...{ szlig: "ß", oslash: "ø", aelig: "æ" },
  }),
);

/** HTML's references to characters, by number or by name, replaced. */
function withoutReferences(text: string): string {
  if (!text.includes("&")) return text;
  return text
    .replace(/&#(\d{1,7}|x[\da-f]{1,6});/gi, (written, code: string) => {
      const number = /^x/i.test(code) ? parseInt(code.slice(1), 16) : Number(code);
      return number <= 0x10ffff ? String.fromCodePoint(number) : written;
    })
    .replace(/&([a-z])(?:acute|grave|circ|uml|tilde|cedil|ring|caron);/gi, "$1")
    .replace(/&([a-z]{2,6});/gi, (written, name: string) => namedCharacters.get(name.toLowerCase()) ?? written);
}

/** FNV-1a with murmur3's finaliser, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
