// From the figures of many distances to one of them, and why.
//
// In the running are those whose AUC is not below the best one's beyond chance (the interval of the difference reaches 0), or
// not by 0.001 or more. Of these:
//   1. the one that the embeddings were trained with, because a model's threshold and calibration hold for it alone;
//   2. else the simplest of those that hold up within 0.005 of the one that holds up best (mean AUC over the disturbances).

import type { Interval } from "./bootstrap.js";
import type { Disturbance } from "./disturbances.js";
import type { EmbeddingProfile } from "./embedding-profile.js";

/** JSON-serialisable as it is. */
export interface Recommendation {
  readonly label: string;
  readonly name: string;
  /** Whether it is the distance the embeddings were trained with. */
  readonly own: boolean;
  /** Sentences. */
  readonly reason: string;
  /** Labels of those that are as good beyond chance, the recommended one among them. */
  readonly asGood: readonly string[];
}

/** What a recommendation hangs on. */
export interface Judged {
  readonly label: string;
  readonly name: string;
  readonly own: boolean;
  readonly auc: number;
  readonly behind: { readonly auc: number; readonly interval?: Interval };
  readonly disturbed: Readonly<Record<Disturbance, number>>;
}

const NEGLIGIBLE = 0.001;
const AS_ROBUST = 0.005;

/** From what everybody knows to what has to be learned. */
const simplest = [
  ...["euclidean", "cosine", "manhattan", "squared-euclidean", "correlation", "chebyshev", "minkowski"],
  ...["bray-curtis", "canberra", "exp-manhattan", "signal-to-noise", "weighted-manhattan", "mahalanobis"],
];

/** `judged`: at least one, best AUC first. */
export function recommendDistance(judged: readonly Judged[], profile: EmbeddingProfile): Recommendation {
  const best = judged[0]!;
  const asGood = judged.filter(({ behind }) => behind.auc < NEGLIGIBLE || (behind.interval?.[0] ?? 1) <= 0);
  const own = asGood.find((candidate) => candidate.own);
  const chosen = own ?? simplestOf(asGood);
  const sentences = [
    placed(chosen, best, asGood.length),
    own === undefined
      ? preferred(chosen, asGood, judged)
      : "It is the one trained with, so threshold and calibration stay",
    ...properties(chosen.name, profile),
    sturdier(chosen, judged),
  ];
  return {
    label: chosen.label,
    name: chosen.name,
    own: chosen.own,
    reason: `${sentences.filter((sentence) => sentence !== "").join(". ")}.`,
    asGood: asGood.map(({ label }) => label),
  };
}

/** Mean AUC over the disturbances. */
function robustness({ disturbed }: Pick<Judged, "disturbed">): number {
  const values = Object.values(disturbed);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function simplestOf(candidates: readonly Judged[]): Judged {
  const most = Math.max(...candidates.map(robustness));
  const sturdy = candidates.filter((candidate) => robustness(candidate) >= most - AS_ROBUST);
  const rank = ({ name }: Judged): number => (simplest.includes(name) ? simplest.indexOf(name) : simplest.length);
  return sturdy.reduce((first, candidate) => (rank(candidate) < rank(first) ? candidate : first));
}

function placed(chosen: Judged, best: Judged, asGood: number): string {
  if (chosen === best) {
    const rest = asGood === 1 ? "no other comes near beyond chance" : `${asGood - 1} others are as good within chance`;
    return `Its AUC, ${best.auc.toFixed(4)}, is the highest; ${rest}`;
  }
  const lead = `${best.label} is ahead by ${chosen.behind.auc.toFixed(4)}`;
  const { interval } = chosen.behind;
  const doubt = interval === undefined ? "" : ` (95 %: ${signed(interval[0])} to ${signed(interval[1])})`;
  return `Its AUC, ${chosen.auc.toFixed(4)}, is as good as the highest: ${lead}${doubt}`;
}

function preferred(chosen: Judged, asGood: readonly Judged[], judged: readonly Judged[]): string {
  const trained = judged.find(({ own }) => own);
  const against =
    trained === undefined || asGood.includes(trained)
      ? ""
      : `The one trained with, ${trained.label}, is behind beyond chance: ${trained.auc.toFixed(4)}`;
  if (asGood.length === 1) return against;
  const why = `Of those as good it is the simplest that holds up under noise, outliers and dropped features (mean AUC ${robustness(chosen).toFixed(4)})`;
  return against === "" ? why : `${against}. ${why}`;
}

/** Another that is hardly worse, where single numbers gone wrong would spoil the chosen one. */
function sturdier(chosen: Judged, judged: readonly Judged[]): string {
  const near = judged.filter(({ auc }) => auc > chosen.auc - AS_ROBUST);
  const most = near.reduce(
    (best, other) => (other.disturbed.outliers > best.disturbed.outliers ? other : best),
    chosen,
  );
  if (most.disturbed.outliers < chosen.disturbed.outliers + 0.05) return "";
  const figures = `${most.disturbed.outliers.toFixed(3)} against ${chosen.disturbed.outliers.toFixed(3)}`;
  return `Where single numbers may go wrong, ${most.label} bears it better (AUC with outliers ${figures})`;
}

/** What in the embeddings speaks for it, or makes the choice matter little. */
function properties(name: string, profile: EmbeddingProfile): string[] {
  const { norm, correlation, effectiveRank, dimensions, outliers, scaleRatio } = profile;
  const told: string[] = [];
  const oneLength = norm.spread < 0.01;
  if (oneLength && ["euclidean", "squared-euclidean", "cosine"].includes(name))
    told.push("All embeddings have one length, so Euclidean, squared Euclidean and cosine distance order alike");
  if (!oneLength && ["cosine", "correlation"].includes(name))
    told.push(`Lengths vary by ${percent(norm.spread)}, and it leaves them out`);
  if (name === "mahalanobis" && (correlation > 0.1 || scaleRatio > 2))
    told.push(
      `Dimensions go together (mean |r| ${correlation.toFixed(2)}, ${effectiveRank.toFixed(0)} directions of ${dimensions} used), and it takes that out`,
    );
  if (["manhattan", "canberra", "bray-curtis"].includes(name) && outliers > 0.001)
    told.push(`${percent(outliers)} of the numbers lie far out, and single ones weigh less in it`);
  return told;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(4)}`;
}
