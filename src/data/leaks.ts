// Does a data set hold what a model was trained on? Then its figures are flattery. Looked for are the same file (by SHA-256), the
// same picture saved again (likeness.ts), and classes of the same name.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { KindredError } from "../core/errors.js";
import { counted, dataWarning, type DataWarning, type Dataset, type Item } from "./dataset.js";
import { decodeImage } from "./decode.js";
import type { ImageSpec } from "./image-spec.js";
import type { ImageStore } from "./image-store.js";
import { nearDuplicates, signatureOf, type NearPair, type Signature } from "./likeness.js";
import { rowText } from "./records/row.js";
import { inParallel, parallelDecodes } from "./parallel.js";
import { normaliseText } from "./tokens/normalise.js";

const small: ImageSpec = { height: 16, width: 16, colour: "grey", fit: "stretch" };

/** Reads every picture of both sides; those that cannot be read are passed over. No warning: nothing was found. Texts are compared as such. */
export async function leakWarnings(training: Dataset, test: Dataset): Promise<DataWarning[]> {
  if (test.kind === "text" || test.kind === "record") return textLeaks(training, test);
  const [known, seen] = [await fingerprints(training), await fingerprints(test)];
  const first = new Map<string, number>();
  known.forEach((print, index) => {
    if (print !== undefined && !first.has(print.hash)) first.set(print.hash, index);
  });
  const same = seen.flatMap((print, b): NearPair[] => {
    const a = print && first.get(print.hash);
    return a === undefined ? [] : [{ a, b }];
  });
  const told = new Set(same.map(({ b }) => b));
  const near = nearDuplicates(
    known.map((print) => print?.signature),
    seen.map((print, b) => (told.has(b) ? undefined : print?.signature)),
  );
  const named = (pairs: readonly NearPair[], verb: string): string[] =>
    pairs.map(({ a, b }) => `${test.items[b]!.id} ${verb} ${training.items[a]!.id}`);
  const shared = test.classes.filter((name) => training.classes.includes(name));
  const better = "figures look better than they are";
  const found: [DataWarning["code"], string, readonly string[]][] = [
    ["SHARED_CONTENT", `${counted(same.length, "picture")} were trained on: ${better}`, named(same, "is")],
    [
      "NEAR_DUPLICATES",
      `${counted(near.length, "picture")} nearly the same as one trained on: ${better}`,
      named(near, "is like"),
    ],
    ["SHARED_CLASSES", `${counted(shared.length, "class", "classes")} were trained on, by name: ${better}`, shared],
  ];
  return found.flatMap(([code, message, names]) => (names.length === 0 ? [] : [dataWarning(code, message, names)]));
}

/** Texts or records that are the same but for capital letters and white space, and classes of one name. */
function textLeaks(training: Dataset, test: Dataset): DataWarning[] {
  const form = ({ text = "", record }: Item): string =>
    normaliseText(record === undefined ? text : rowText(record), { lowercase: true });
  const known = new Set(training.items.map(form));
  const texts = test.items.filter((item) => known.has(form(item))).map(({ id }) => id);
  const shared = test.classes.filter((name) => training.classes.includes(name));
  const better = "figures look better than they are";
  const found: [DataWarning["code"], string, readonly string[]][] = [
    ["SHARED_CONTENT", `${counted(texts.length, test.kind)} were trained on: ${better}`, texts],
    ["SHARED_CLASSES", `${counted(shared.length, "class", "classes")} were trained on, by name: ${better}`, shared],
  ];
  return found.flatMap(([code, message, names]) => (names.length === 0 ? [] : [dataWarning(code, message, names)]));
}

interface Fingerprint {
  readonly hash: string;
  readonly signature: Signature | undefined;
}

async function fingerprints({ items }: Dataset): Promise<(Fingerprint | undefined)[]> {
  const prints = new Array<Fingerprint | undefined>(items.length).fill(undefined);
  await inParallel(items.length, parallelDecodes, async (index) => {
    const { path } = items[index]!;
    try {
      const pixels = await decodeImage(path, small);
      const hash = createHash("sha256")
        .update(await readFile(path))
        .digest("hex");
      prints[index] = { hash, signature: signatureOf(pixels, small) };
    } catch (error) {
      if (!(error instanceof KindredError)) throw error;
    }
  });
  return prints;
}

/** More comparisons than these are not made: a minute's worth. */
const mostComparisons = 2e9;

/** The warning about pictures of one side of a split that are nearly the same as one of the other; `shared` are told already. */
export async function nearDuplicateWarning(
  training: { readonly dataset: Dataset; readonly store: ImageStore },
  validation: { readonly dataset: Dataset; readonly store: ImageStore },
  shared: readonly { readonly b: number }[],
): Promise<DataWarning | undefined> {
  if (training.store.count * validation.store.count > mostComparisons) return undefined;
  const told = new Set(shared.map(({ b }) => b));
  const [known, seen] = [await signatures(training.store), await signatures(validation.store)];
  const near = nearDuplicates(
    known,
    seen.map((signature, b) => (told.has(b) ? undefined : signature)),
  );
  if (near.length === 0) return undefined;
  const names = near.map(({ a, b }) => `${training.dataset.items[a]!.id} is like ${validation.dataset.items[b]!.id}`);
  const message = `${counted(near.length, "picture")} nearly the same in training and in validation: figures will look better than they are`;
  return dataWarning("NEAR_DUPLICATES", message, names);
}

async function signatures(store: ImageStore): Promise<(Signature | undefined)[]> {
  const pixels = new Uint8Array(store.pixelsPerImage);
  const found: (Signature | undefined)[] = [];
  for (let index = 0; index < store.count; index++) {
    await store.fill([index], pixels);
    found.push(signatureOf(pixels, store.spec));
  }
  return found;
}
