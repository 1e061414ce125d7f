// Splits a data set into a side to train on and a side to validate on, so that validation asks the real question: classes that
// the network never saw. Whole groups are held out where there are at least four of several classes, else whole classes;
// of a pairs file, sets of pictures that hang together (split-pairs.ts).

import { KindredError } from "../core/errors.js";
import { checkCount, checkNames, checkRange } from "../core/options.js";
import { random, shuffled } from "../core/random.js";
import type { Random } from "../core/random.js";
import { counted, dataWarning, itemsByClass, selectItems } from "./dataset.js";
import type { DataWarning, Dataset } from "./dataset.js";
import { classesByGroup } from "./groups.js";
import { splitPairs } from "./split-pairs.js";
import type { Sides } from "./split-pairs.js";

export interface SplitOptions {
  /** Share of the classes (of a pairs file: the pairs) to hold out, in [0, 1); 0 holds out nothing. @defaultValue 0.2 */
  readonly validation?: number;
  readonly seed: number;
  /** Whether items of unknown class are trained on, as they are where losses ask for no classes. @defaultValue false */
  readonly unlabelled?: boolean;
}

export interface Split {
  /** Numbered anew, as is `validation`. Neither carries the warnings of the data set that was split. */
  readonly train: Dataset;
  readonly validation: Dataset;
  /** "items": of every class (split-items.ts); "given": what was said to be held out (join.ts). */
  readonly heldOut: "groups" | "classes" | "pairs" | "items" | "given";
  /** Positions in the `items` of the data set that was split: item i of `train` is `trainIndices[i]`. Ascending. */
  readonly trainIndices: Int32Array;
  readonly validationIndices: Int32Array;
  /** Classes of one picture, pairs that had a side on either side. */
  readonly warnings: readonly DataWarning[];
}

/** Fewest groups of several classes from which groups are held out. */
const enoughGroups = 4;

/**
 * Each side gets at least two classes, or at least a same and a different pair, and validation at least one class of two
 * pictures. Items of unknown class are on neither side, unless `unlabelled` puts them in training. The same seed gives the same split.
 *
 * Throws INVALID_OPTION, DATA_TOO_FEW where the data cannot be split so; the message says what is missing.
 */
export function splitByClass(dataset: Dataset, options: SplitOptions): Split {
  checkNames("split", { ...options }, ["validation", "seed", "unlabelled"]);
  const { validation = 0.2, seed, unlabelled = false } = options;
  checkRange("split", "validation", validation, { from: 0, below: 1 });
  checkCount("split", "seed", seed, 0);
  const generator = random(seed, "split");
  const sides =
    validation === 0
      ? nothingHeldOut(dataset)
      : dataset.pairs !== undefined
        ? splitPairs(dataset, validation, generator)
        : splitClasses(dataset, validation, generator);
  const all = unlabelled || dataset.pairs !== undefined;
  const usable = [...dataset.items.keys()].filter((i) => all || dataset.items[i]!.label >= 0);
  const trainIndices = Int32Array.from(usable.filter((item) => !sides.isValidation(item)));
  const validationIndices = Int32Array.from(usable.filter((item) => sides.isValidation(item)));
  const own = { ...dataset, warnings: [] };
  return {
    train: selectItems(own, trainIndices),
    validation: selectItems(own, validationIndices),
    heldOut: sides.heldOut,
    trainIndices,
    validationIndices,
    warnings: [...sides.warnings, ...singlePictureClasses(dataset)],
  };
}

/** The split of a data set that says itself what is held out. */
export function splitAsGiven(dataset: Dataset & { readonly validationFrom: number }, unlabelled = false): Split {
  const { validationFrom, ...rest } = dataset;
  const all = unlabelled || dataset.pairs !== undefined;
  const usable = [...dataset.items.keys()].filter((i) => all || dataset.items[i]!.label >= 0);
  const trainIndices = Int32Array.from(usable.filter((item) => item < validationFrom));
  const validationIndices = Int32Array.from(usable.filter((item) => item >= validationFrom));
  const own = { ...rest, warnings: [] };
  return {
    train: selectItems(own, trainIndices),
    validation: selectItems(own, validationIndices),
    heldOut: "given",
    ...{ trainIndices, validationIndices, warnings: singlePictureClasses(rest) },
  };
}

function nothingHeldOut(dataset: Dataset): Sides {
  return { heldOut: dataset.pairs === undefined ? "classes" : "pairs", isValidation: () => false, warnings: [] };
}

function splitClasses(dataset: Dataset, share: number, generator: Random): Sides {
  const { classes, items } = dataset;
  if (classes.length < 4) {
    const need = "whole classes are held out for validation, so 4 are needed (2 to train on, 2 to validate on)";
    throw new KindredError(
      "DATA_TOO_FEW",
      `${dataset.root}: ${need}, got ${classes.length}; validation 0 holds out none`,
    );
  }
  const pairing = itemsByClass(dataset).map((members) => members.length >= 2);
  const groups = classesByGroup(dataset);
  const byGroup = groups.filter((members) => members.length >= 2).length >= enoughGroups;
  for (const heldOut of byGroup ? (["groups", "classes"] as const) : (["classes"] as const)) {
    const units = shuffled(heldOut === "groups" ? groups : classes.map((_, index) => [index]), generator);
    const held = chooseUnits(units, Math.max(2, share * classes.length), pairing);
    if (held !== undefined) return { heldOut, isValidation: (item) => held.has(items[item]!.label), warnings: [] };
  }
  const need = "two classes need two pictures each, one to learn a same pair from and one to validate with";
  const got = pairing.filter((able) => able).length;
  throw new KindredError("DATA_TOO_FEW", `${dataset.root}: ${need}, got ${got}; validation 0 holds out none`);
}

/**
 * Takes units of classes, in order, while that brings the number of classes nearer to `target`. Each side gets two classes,
 * and one that is `pairing` (has two pictures); undefined where that cannot be.
 */
function chooseUnits(
  units: readonly (readonly number[])[],
  target: number,
  pairing: readonly boolean[],
): ReadonlySet<number> | undefined {
  const pairingIn = (classes: readonly number[]): number =>
    classes.reduce((sum, index) => sum + (pairing[index] ? 1 : 0), 0);
  const allPairing = pairing.filter((able) => able).length;
  const held = new Set<number>();
  let heldPairing = 0;
  // A unit with a pairing class comes first, whatever the order says.
  const first = Math.max(
    0,
    units.findIndex((unit) => pairingIn(unit) > 0),
  );
  for (const unit of [units[first]!, ...units.slice(0, first), ...units.slice(first + 1)]) {
    const [count, able] = [held.size + unit.length, heldPairing + pairingIn(unit)];
    const nearer = Math.abs(count - target) <= Math.abs(held.size - target);
    const leavesEnough = pairing.length - count >= 2 && allPairing - able >= 1;
    if (!leavesEnough || !(held.size < 2 || nearer)) continue;
    unit.forEach((index) => held.add(index));
    heldPairing = able;
  }
  return held.size >= 2 && heldPairing >= 1 ? held : undefined;
}

function singlePictureClasses(dataset: Dataset): DataWarning[] {
  const members = itemsByClass(dataset);
  const single = dataset.classes.filter((_, index) => members[index]!.length === 1);
  if (single.length === 0) return [];
  const message = `${counted(single.length, "class", "classes")} with one item: it is only ever told apart from others`;
  return [dataWarning("SINGLE_PICTURE_CLASSES", message, single)];
}
