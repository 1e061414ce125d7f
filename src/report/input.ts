// What the report is made of: plain values, so that any caller (the trainer, `kindred evaluate`, a test, another program)
// can fill it in, and the report knows no model, no trainer and no file format. Everything but the title may be empty; an
// empty part becomes a sentence that says so.

import type { DistanceComparison } from "../evaluation/compare-distances.js";

/** One picture, series, text or row of the data. */
export interface ReportItem {
  /** Stable name, e.g. the path of the picture. */
  readonly id: string;
  /** Class name, where known. */
  readonly label?: string;
  /** A small picture as a `data:image/...;base64,` address (thumbnails.ts makes them). Anything else is not shown. */
  readonly thumbnail?: string;
  /** What is written where there is no picture, a row or a text. @defaultValue `id` */
  readonly text?: string;
}

/** A measured figure, with the ends of its 95 % interval where it has one. */
export interface ReportFigure {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  /** What a reader should know before trusting it, in a sentence. */
  readonly note?: string;
  /** The same figure for something simpler, e.g. raw pixels; named by `ReportMetrics.baseline`. */
  readonly baseline?: number;
}

/** One point of the ROC curve; rates in [0, 1]. */
export interface ReportRocPoint {
  readonly falseAcceptRate: number;
  readonly trueAcceptRate: number;
}

export interface ReportVerification {
  readonly auc: ReportFigure;
  readonly eer: ReportFigure;
  /** At the threshold. */
  readonly accuracy?: ReportFigure;
  /** Share of same pairs accepted where `falseAcceptRate` of the different ones are. */
  readonly tarAtFar?: readonly { readonly falseAcceptRate: number; readonly trueAcceptRate: ReportFigure }[];
  readonly roc: readonly ReportRocPoint[];
  /** 95 % interval of the true accept rate at some false accept rates: a band around the curve. */
  readonly rocBand?: readonly { readonly falseAcceptRate: number; readonly low: number; readonly high: number }[];
  /** How far the model's probabilities can be trusted. */
  readonly calibration?: {
    readonly ece: ReportFigure;
    readonly brier: ReportFigure;
    /** By rising probability: mean probability, share of same pairs, share of the total weight, number of pairs. */
    readonly bins: readonly {
      readonly probability: number;
      readonly same: number;
      readonly weight: number;
      readonly pairs: number;
    }[];
  };
  /** Area under precision by recall, and how many standard deviations same and different distances lie apart. */
  readonly averagePrecision?: ReportFigure;
  readonly dPrime?: ReportFigure;
  /** The threshold's point on the curve. @defaultValue counted from `ReportInput.distances` and the threshold */
  readonly operatingPoint?: ReportRocPoint;
}

export interface ReportMetrics {
  readonly verification?: ReportVerification;
  /** How distances follow the scores of pairs that have them. */
  readonly graded?: { readonly pearson: ReportFigure; readonly spearman: ReportFigure; readonly mse: ReportFigure };
  readonly oneShot?: {
    readonly ways: number;
    readonly shots: number;
    readonly trials: number;
    readonly accuracy: ReportFigure;
  };
  readonly retrieval?: {
    readonly recallAt1?: ReportFigure;
    readonly recallAt5?: ReportFigure;
    readonly recallAt10?: ReportFigure;
    readonly mapAtR?: ReportFigure;
    /** Recall at k = 1, 2, 3 ... */
    readonly recallCurve?: readonly number[];
  };
  /** What the `baseline` of the figures is, e.g. "raw pixels". @defaultValue "baseline" */
  readonly baseline?: string;
  /** Sentences to stand under the figures, e.g. why one is missing. */
  readonly notes?: readonly string[];
}

/** One line of the training log: a step, or a whole epoch. */
export interface ReportHistoryEntry {
  readonly step: number;
  readonly epoch: number;
  readonly loss?: number;
  readonly learningRate?: number;
  /** On classes that were not trained on. Shares in [0, 1]. */
  readonly validation?: { readonly auc: number; readonly eer: number; readonly pearson?: number };
}

export interface ReportPair {
  readonly a: ReportItem;
  readonly b: ReportItem;
  readonly distance: number;
  /** Calibrated probability of "same", in [0, 1]. */
  readonly similarity?: number;
}

export interface ReportPairs {
  /** Same pairs, farthest first. */
  readonly sameHardest: readonly ReportPair[];
  /** Same pairs, nearest first. */
  readonly sameEasiest: readonly ReportPair[];
  /** Different pairs, nearest first. */
  readonly differentHardest: readonly ReportPair[];
  /** Different pairs, farthest first. */
  readonly differentEasiest: readonly ReportPair[];
}

/** Two classes that are taken for each other. */
export interface ReportConfusion {
  /** Their two items that lie nearest. */
  readonly a: ReportItem;
  readonly b: ReportItem;
  readonly distance: number;
  /** Share of the pairs of the two classes that are taken for the same, and how many pairs those are. */
  readonly accepted: number;
  readonly pairs: number;
}

/** A probe and the items nearest to it, nearest first. */
export interface ReportNeighbours {
  readonly probe: ReportItem;
  readonly nearest: readonly { readonly item: ReportItem; readonly distance: number; readonly correct: boolean }[];
}

/** A plane that keeps near what is near: point i is at (x[i], y[i]). */
export interface ReportMap {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Class name of each point; empty where classes are unknown. */
  readonly labels: readonly string[];
  /** What each point is; thumbnails of some are drawn where there is room. */
  readonly items?: readonly ReportItem[];
  /** How the plane was found. @defaultValue "umap" */
  readonly method?: "umap" | "pca";
  /** How many embeddings there are in all, where the map shows a sample. */
  readonly total?: number;
}

export interface ReportInput {
  readonly title: string;
  /** When, as it is to be printed. The report asks no clock, so that the same input makes the same bytes. */
  readonly createdAt: string;
  /** What was trained on what: data, classes, encoder, loss, time, machine. */
  readonly summary: readonly { readonly label: string; readonly value: string }[];
  /** What was chosen from the data, a sentence each. @defaultValue none */
  readonly choices?: readonly string[];
  /** Options as they were in force; nested objects are shown as `outer.inner`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly history: readonly ReportHistoryEntry[];
  /** The epoch that did best in validation. */
  readonly bestEpoch?: number;
  /** Share of the training after which epochs compete for that, 0..1. @defaultValue 0 */
  readonly bestFrom?: number;
  /** Whether the network was then trained again on everything: what was kept is not of that epoch, the figures are. @defaultValue false */
  readonly trainedAgain?: boolean;
  readonly metrics: ReportMetrics;
  readonly distance: {
    readonly name: string;
    /** Pairs at this distance or nearer are the same. */
    readonly threshold?: number;
  };
  /** How other distances do on the same embeddings. @defaultValue not compared */
  readonly distanceComparison?: DistanceComparison;
  /** Distances of the pairs that were judged, or of a sample. */
  readonly distances: { readonly same: ArrayLike<number>; readonly different: ArrayLike<number> };
  readonly pairs: ReportPairs;
  /** Most confused first. @defaultValue none */
  readonly confusions?: readonly ReportConfusion[];
  readonly neighbours: readonly ReportNeighbours[];
  readonly map?: ReportMap;
  readonly warnings: readonly string[];
}
