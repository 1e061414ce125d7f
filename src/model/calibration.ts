// From a distance to the probability that two are the same, as it travels in a model. Fitted by evaluation's `fitCalibration`.
//
//   logistic   P(same | d) = 1 / (1 + exp(slope d + intercept)), slope >= 0
//   isotonic   straight between the knots (distances[i], probabilities[i]), level before the first and after the last

/** JSON-serialisable. */
export type ModelCalibration = LogisticCalibration | IsotonicCalibration;

export interface LogisticCalibration {
  readonly kind: "logistic";
  /** Per unit of distance, >= 0. */
  readonly slope: number;
  readonly intercept: number;
}

export interface IsotonicCalibration {
  readonly kind: "isotonic";
  /** Ascending; at least one. */
  readonly distances: readonly number[];
  /** At each of `distances`; never rising. */
  readonly probabilities: readonly number[];
}

/** P(same), 0..1, never rising with the distance. */
export function probabilitySame(calibration: ModelCalibration, distance: number): number {
  if (calibration.kind === "isotonic") return interpolated(calibration, distance);
  const { slope, intercept } = calibration;
  if (slope === 0) return 1 / (1 + Math.exp(intercept)); // not 0 * Infinity
  return 1 / (1 + Math.exp(slope * distance + intercept));
}

function interpolated({ distances, probabilities }: IsotonicCalibration, distance: number): number {
  let [low, high] = [0, distances.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (distances[middle]! <= distance) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return probabilities[0]!;
  if (low === distances.length) return probabilities[low - 1]!;
  const [left, right] = [distances[low - 1]!, distances[low]!];
  const share = (distance - left) / (right - left);
  return probabilities[low - 1]! + share * (probabilities[low]! - probabilities[low - 1]!);
}

/** Why a calibration read from a file cannot be used; undefined where it can. */
export function calibrationFault(calibration: ModelCalibration): string | undefined {
  const finite = (values: unknown): boolean =>
    Array.isArray(values) && values.every((value) => typeof value === "number" && Number.isFinite(value));
  if (calibration.kind === "logistic") {
    return finite([calibration.slope, calibration.intercept]) ? undefined : "its calibration is not logistic";
  }
  const { kind, distances, probabilities } = calibration as Partial<IsotonicCalibration>;
  if (kind !== "isotonic") return "its calibration is neither logistic nor isotonic";
  const fits = finite(distances) && finite(probabilities) && distances!.length === probabilities!.length;
  return fits && distances!.length > 0 ? undefined : "its calibration has no knots, or no probability for each";
}
