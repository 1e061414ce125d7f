// Which loss a training has, and what the data must know for it.

import { check } from "../core/errors.js";
import { isGraded, type Dataset, type Sampler } from "../data/index.js";
import type { Distance } from "../distances/index.js";
import { lossByName, type Loss } from "../losses/index.js";
import { defaults } from "./defaults.js";
import { whiteningAsked } from "./learned-whitening.js";
import { asNamed, isBuilt, type TrainOptions } from "./options.js";

/** What is known of a batch. */
export interface Supervision {
  readonly supervision: "labels" | "pairs" | "views";
  /** Whether pairs come with scores. */
  readonly graded?: boolean;
  /** For losses: turned classes are classes. Absent for pairs and views. */
  readonly classes?: number;
  /** 1 for each class of impostors, where there are some. `[classes]` */
  readonly impostorClasses?: Uint8Array;
}

/**
 * Whether `options` ask for a loss on two views of each picture, for which pictures need no classes. Asked before the data are read: without
 * a name the loss is one of the defaults, and none of them compares views.
 */
export function comparesViews(options: TrainOptions): boolean {
  const named = isBuilt(options.loss) || asNamed(options.loss, "").name !== "";
  return named && chooseLoss(options, {}).needs === "views";
}

/** Throws DATA_INVALID where the data do not know what the loss needs, INVALID_OPTION where classes are to be turned and there are none. */
export function checkSupervision(
  { name, needs }: Loss,
  { root, pairs }: Dataset,
  rotateClasses: boolean,
  drawing: Sampler,
): void {
  const drawn = drawing.gives === "pairs" && pairs === undefined ? `sampler "${drawing.name}" gives none` : undefined;
  const without = pairs !== undefined ? "a pairs file has none" : needs === "views" ? `${name} takes none` : drawn;
  check(
    !rotateClasses || without === undefined,
    "INVALID_OPTION",
    () => `train: rotateClasses needs classes, and ${without}`,
  );
  check(needs !== "labels" || without === undefined, "DATA_INVALID", () => {
    return `${root}: the loss "${name}" needs classes, and ${without}: use "contrastive" or "pair-classifier"`;
  });
  check(needs !== "views" || pairs === undefined, "DATA_INVALID", () => {
    return `${root}: the loss "${name}" takes single pictures, not pairs: give a folder, or an items file (path)`;
  });
  check(needs !== "pairs" || drawing.gives === "pairs", "DATA_INVALID", () => {
    return `${root}: the loss "${name}" needs pairs: give a pairs file (a,b,same or a,b,score)`;
  });
}

/** What a step's graph is told of a batch; each class is as many as it has `turns`. */
export function supervisionOf({ needs }: Loss, dataset: Dataset, { gives }: Sampler, turns: number): Supervision {
  const { pairs, classes, impostorClasses: pretends } = dataset;
  if (needs === "views") return { supervision: "views" };
  if (gives === "labels") {
    const count = classes.length * turns;
    const impostorClasses = pretends && Uint8Array.from({ length: count }, (_, i) => pretends[i % classes.length]!);
    return { supervision: "labels", classes: count, ...(impostorClasses && { impostorClasses }) };
  }
  return { supervision: "pairs", graded: pairs !== undefined && isGraded(pairs) };
}

/**
 * A pairs file, and whoever names a margin or a distance, wants a loss of pairs. Pairs of records are ranked as pairs with scores are: they
 * are alike to begin with, and hard to tell apart, so that no margin fits. A learned distance is no matter of the loss. */
export function chooseLoss(
  { loss, margin, distance: asked }: TrainOptions,
  { pairs, kind }: Partial<Pick<Dataset, "pairs" | "kind">>,
  gives: Sampler["gives"] = "labels",
): Loss {
  const distance = whiteningAsked(asked) === undefined ? asked : undefined;
  if (isBuilt(loss)) {
    check(
      margin === undefined && distance === undefined,
      "INVALID_OPTION",
      "train: the loss is given whole; give margin and distance to it",
    );
    return loss as Loss;
  }
  const given = asNamed(loss, defaults.loss);
  const named = [pairs, margin, distance, given.options["margin"]].some((value) => value !== undefined);
  const ofPairs = named || gives === "pairs";
  const plain = margin === undefined && distance === undefined;
  const graded = pairs !== undefined && plain && (isGraded(pairs) || kind === "record");
  const scoreLoss = kind === "text" ? defaults.textScoreLoss : defaults.scoreLoss;
  const { name, options } = ofPairs ? asNamed(loss, graded ? scoreLoss : defaults.pairLoss) : given;
  const extra = {
    ...(margin !== undefined && { margin }),
    ...(distance !== undefined && { distance: distance as Distance }),
  };
  return lossByName(name, { ...options, ...extra });
}
