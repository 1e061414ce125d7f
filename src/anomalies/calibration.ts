// What a score means, from the scores of normal rows that the detector had not seen: a p-value, and the threshold at a rate of false
// alarms.
//
//   p(s) = (1 + #{i: s_i >= s}) / (n + 1)          anomaly: p(s) <= rate, that is s > threshold
//
// The conformal p-value (Vovk, Gammerman, Shafer 2005; of outliers Bates et al. 2023): of new normal rows at most a share `rate` has
// p <= rate, whatever the scores' distribution and however good the detector is. The smallest p there is is 1 / (n + 1), so a rate
// takes n >= 1 / rate - 1 rows to be seen at all.

import { check, KindredError } from "../core/errors.js";
import { checkRange } from "../core/options.js";
import { wilsonInterval } from "../core/statistics.js";
import { type Tensor, add, cast, constant, greaterOrEqual, mul, reduceSum, scalar, unsqueeze } from "../graph/index.js";

export interface AlarmThreshold {
  /** Rows that score higher are anomalies. */
  readonly threshold: number;
  /** The rate asked for. */
  readonly falseAlarms: number;
  /** Normal rows behind it. */
  readonly rows: number;
  /** 95 % interval of the rate that new normal rows will have. */
  readonly expected: readonly [from: number, to: number];
}

/** Fewest normal rows with which a rate of false alarms can be seen. */
export function rowsForRate(falseAlarms: number): number {
  // Not 1 / rate - 1 rounded up: 1 / 0.1 is 10, but 1 / 0.07 has rounding of its own.
  let rows = Math.max(1, Math.floor(1 / falseAlarms) - 2);
  while (Math.floor(falseAlarms * (rows + 1) + 1e-9) < 1) rows++;
  return rows;
}

/** Throws INVALID_OPTION unless 0 < rate < 1; DATA_TOO_FEW, saying how many rows it takes, where `rows` cannot show it. */
export function checkFalseAlarms(falseAlarms: number, rows: number): void {
  checkRange("anomalies", "falseAlarms", falseAlarms, { above: 0, below: 1 });
  const needed = rowsForRate(falseAlarms);
  if (rows >= needed) return;
  const least = rows < 1 ? "" : `; ${rows} can show ${Number((1 / (rows + 1)).toPrecision(2))}`;
  throw new KindredError(
    "DATA_TOO_FEW",
    `anomalies: a false alarm rate of ${falseAlarms} takes at least ${needed} normal rows to be seen, got ${rows}${least}`,
  );
}

/** The threshold from held-out normal scores, ascending. Throws as `checkFalseAlarms`. */
export function alarmThreshold(sorted: Float32Array, falseAlarms: number): AlarmThreshold {
  const rows = sorted.length;
  checkFalseAlarms(falseAlarms, rows);
  const above = Math.floor(falseAlarms * (rows + 1) + 1e-9);
  const threshold = sorted[rows - above];
  check(
    threshold !== undefined && Number.isFinite(threshold),
    "INVALID_INPUT",
    "anomalies: a normal row has no finite score",
  );
  return { threshold, falseAlarms, rows, expected: wilsonInterval(above, rows + 1) };
}

/** scores: `["batch"]`, calibration: n held-out normal scores -> p-values, `["batch"]`. */
export function pValues(scores: Tensor, calibration: Float32Array): Tensor {
  const known = constant(calibration, [1, calibration.length]);
  const above = cast(greaterOrEqual(known, unsqueeze(scores, [1])), "float32");
  return mul(add(reduceSum(above, [1]), scalar(1)), scalar(1 / (calibration.length + 1)));
}
