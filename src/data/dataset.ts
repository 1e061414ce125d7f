// What a data set is: named pictures, series or texts with their classes, or with pairs of them said to be the same or different. Of
// pictures it holds paths, not pixels, which the image store reads; series and texts it holds. A dataset never changes: narrowing
// one down makes a new one.

import { KindredError, check } from "../core/errors.js";
import type { Pair } from "../core/embeddings.js";
import type { ColumnOptions } from "./columns.js";
import type { Row } from "./records/row.js";
import type { Series } from "./series.js";

export interface Item {
  /** Path relative to the dataset's root, with posix slashes: stable across machines. Absolute where it lies elsewhere. Of a text the text. */
  readonly id: string;
  /** Where the file is: an absolute path. Of a text the file that lists it. */
  readonly path: string;
  /** Index into the dataset's `classes`; -1 where the class is unknown (a pairs file, loose pictures). */
  readonly label: number;
  /** Of a data set of series. */
  readonly series?: Series;
  /** Of a data set of texts. */
  readonly text?: string;
  /** Of a data set of records. */
  readonly record?: Row;
}

export interface Dataset {
  readonly kind: "image" | "series" | "text" | "record";
  /** Absolute path of the folder that ids are relative to. */
  readonly root: string;
  /** "file": a file of many series. */
  readonly origin: "folder" | "pairs" | "items" | "file";
  readonly items: readonly Item[];
  /** Class names: folder paths, or what the items file says. In natural order; each has at least one item. */
  readonly classes: readonly string[];
  /** Group names; as many as classes where every class is a group of its own. See groups.ts. */
  readonly groups: readonly string[];
  /** Index into `groups` for each class. */
  readonly groupOfClass: Int32Array;
  /** 1 for each class of impostors, else 0; absent where there are none. See impostors.ts. */
  readonly impostorClasses?: Uint8Array;
  /** Only of a pairs file. Numbers are positions in `items`. */
  readonly pairs?: readonly Pair[];
  /** Of records: the columns that they have, in the order of the table. */
  readonly columns?: readonly string[];
  /** Items from this position on are to validate on. @defaultValue none: they are still to be split */
  readonly validationFrom?: number;
  /** Of records, of texts whose columns were named, and of a table with a step of a series a row: which columns said what a row is, by their roles. */
  readonly source?: ColumnOptions;
  /** Of pairs of texts with scores: the range that they have in the file, which is 0..1 here. */
  readonly scoreRange?: readonly [from: number, to: number];
  /** What was passed over while the data was read. */
  readonly warnings: readonly DataWarning[];
}

export type DataWarningCode =
  | "FILES_IGNORED"
  | "LOOSE_PICTURES"
  | "CLASS_WITHIN_CLASS"
  | "ROWS_REPEATED"
  | "PAIRS_OF_ONE_PICTURE"
  | "PAIRS_DROPPED"
  | "IMAGES_UNREADABLE"
  | "CLASSES_LOST"
  | "SIZES_DIFFER"
  | "SINGLE_PICTURE_CLASSES"
  | "SHARED_CONTENT"
  | "NEAR_DUPLICATES"
  | "SHARED_CLASSES"
  | "SERIES_UNREADABLE"
  | "GAPS_FILLED"
  | "TIME_UNEVEN"
  | "ROWS_AS_SERIES"
  | "CONSTANT_CHANNEL"
  | "ROWS_UNCLASSED"
  | "ROWS_SAMPLED"
  | "PAIRS_OF_ONE_RECORD"
  | "PAIRS_CONTRADICT"
  | "TEXTS_EMPTY"
  | "TEXTS_CUT"
  | "TEXTS_CONTRADICT"
  | "PAIRS_OF_ONE_TEXT"
  | "SCORES_AVERAGED";

/** Something worth knowing that does not stop the work. */
export interface DataWarning {
  readonly code: DataWarningCode;
  /** A sentence, with the count in it. */
  readonly message: string;
  /** How many files, rows or classes it is about. */
  readonly count: number;
  /** Some of them by name, at most five. */
  readonly examples: readonly string[];
}

/** A warning about `names`, of which the first five are its examples. */
export function dataWarning(code: DataWarningCode, message: string, names: readonly string[]): DataWarning {
  return { code, message, count: names.length, examples: names.slice(0, 5) };
}

/** `1 picture`, `3 pictures`, `2 classes`: how counts appear in messages. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** Numbers of the items of each class, in item order. Items of unknown class are in none. */
export function itemsByClass(dataset: Dataset): number[][] {
  const members: number[][] = dataset.classes.map(() => []);
  dataset.items.forEach(({ label }, index) => members[label]?.push(index));
  return members;
}

/**
 * The dataset with only the items at `indices` (positions in `items`; any order, the dataset's order is kept). Classes and
 * groups that lose their last item go, pairs that lose a side go, and everything is numbered anew.
 */
export function selectItems(dataset: Dataset, indices: Iterable<number>): Dataset {
  const { items, classes, groups, groupOfClass, impostorClasses, pairs, validationFrom, ...rest } = dataset;
  const kept = new Uint8Array(items.length);
  for (const index of indices) {
    check(index in items, "INVALID_INPUT", () => `dataset: item must be within [0, ${items.length}), got ${index}`);
    kept[index] = 1;
  }
  const usedClasses = new Set(items.filter((item, i) => kept[i] === 1 && item.label >= 0).map((item) => item.label));
  const classNumber = renumber(classes.length, (index) => usedClasses.has(index));
  const usedGroups = new Set([...usedClasses].map((index) => groupOfClass[index]!));
  const groupNumber = renumber(groups.length, (index) => usedGroups.has(index));
  const itemNumber = renumber(items.length, (index) => kept[index] === 1);
  const impostors = impostorClasses?.filter((_, i) => usedClasses.has(i));
  return {
    ...rest,
    items: items.filter((_, i) => kept[i] === 1).map((item) => ({ ...item, label: classNumber[item.label] ?? -1 })),
    classes: classes.filter((_, i) => usedClasses.has(i)),
    groups: groups.filter((_, i) => usedGroups.has(i)),
    groupOfClass: groupOfClass.filter((_, i) => usedClasses.has(i)).map((group) => groupNumber[group]!),
    ...(validationFrom !== undefined && { validationFrom: kept.subarray(0, validationFrom).filter(Boolean).length }),
    ...(impostors?.includes(1) && { impostorClasses: impostors }),
    ...(pairs === undefined ? {} : { pairs: renumberPairs(pairs, itemNumber) }),
  };
}

/** The dataset without the items at `indices`. */
export function withoutItems(dataset: Dataset, indices: Iterable<number>): Dataset {
  const gone = new Set(indices);
  return selectItems(
    dataset,
    itemsWhere(dataset, (_, index) => !gone.has(index)),
  );
}

/** Only the classes at `keepClasses` (positions in `classes`), with all their items. Throws for a pairs file: it has none. */
export function subset(dataset: Dataset, keepClasses: Iterable<number>): Dataset {
  if (dataset.pairs !== undefined) {
    throw new KindredError("INVALID_INPUT", "dataset: pairs have no classes to choose from; choose items instead");
  }
  const keep = new Set(keepClasses);
  for (const index of keep) {
    const count = dataset.classes.length;
    check(index in dataset.classes, "INVALID_INPUT", () => `dataset: class must be within [0, ${count}), got ${index}`);
  }
  return selectItems(
    dataset,
    itemsWhere(dataset, ({ label }) => keep.has(label)),
  );
}

function itemsWhere({ items }: Dataset, keep: (item: Item, index: number) => boolean): number[] {
  return items.flatMap((item, index) => (keep(item, index) ? [index] : []));
}

/** Old number -> new number, -1 for what is dropped. */
function renumber(count: number, keep: (index: number) => boolean): Int32Array {
  let next = 0;
  return Int32Array.from({ length: count }, (_, index) => (keep(index) ? next++ : -1));
}

function renumberPairs(pairs: readonly Pair[], number: Int32Array): Pair[] {
  return pairs
    .map((pair) => ({ ...pair, a: number[pair.a]!, b: number[pair.b]! }))
    .filter(({ a, b }) => a >= 0 && b >= 0);
}
