// The same picture on both sides of a split makes a network look better than it is. Pictures are compared by the hash of
// their files: the same file under two names is found, the same scene saved twice is not.

import { counted, dataWarning } from "./dataset.js";
import type { DataWarning, Dataset } from "./dataset.js";
import type { ImageStore } from "./image-store.js";

type Hashed = Pick<ImageStore, "count" | "hash">;

/** Picture `a` of the first store and picture `b` of the second are the same file, byte by byte. */
export interface SharedPicture {
  readonly a: number;
  readonly b: number;
}

/** Every picture of `storeB` that is also in `storeA`, with the first place where it is, in the order of `storeB`. */
export function sharedContent(storeA: Hashed, storeB: Hashed): SharedPicture[] {
  const first = new Map<string, number>();
  for (let a = storeA.count - 1; a >= 0; a--) first.set(storeA.hash(a), a);
  const shared: SharedPicture[] = [];
  for (let b = 0; b < storeB.count; b++) {
    const a = first.get(storeB.hash(b));
    if (a !== undefined) shared.push({ a, b });
  }
  return shared;
}

/** The warning about shared pictures, or undefined where there are none. `datasetA` and `datasetB` name them. */
export function sharedContentWarning(
  shared: readonly SharedPicture[],
  datasetA: Dataset,
  datasetB: Dataset,
): DataWarning | undefined {
  if (shared.length === 0) return undefined;
  const names = shared.map(({ a, b }) => `${datasetA.items[a]!.id} is ${datasetB.items[b]!.id}`);
  const nouns = { image: ["picture"], series: ["series", "series"], text: ["text"], record: ["record"] } as const;
  const [one, plural] = nouns[datasetA.kind];
  const many = counted(shared.length, one, plural);
  const message = `${many} both in training and in validation: figures will look better than they are`;
  return dataWarning("SHARED_CONTENT", message, names);
}
