// The figures of an evaluation as the report takes them.

import type { EvaluationResult } from "../evaluation/evaluate-embeddings.js";
import { percent } from "./format.js";
import type { ReportFigure, ReportMetrics, ReportVerification } from "./input.js";

type Result = Pick<EvaluationResult, "verification" | "graded" | "oneShot" | "retrieval" | "skipped">;
type Verified = NonNullable<Result["verification"]>;

export interface MetricsOptions {
  /** The same evaluation of something simpler, e.g. `{ name: "raw pixels", result }`. @defaultValue none */
  readonly baseline?: { readonly name: string; readonly result: Omit<Result, "skipped"> };
}

/** What the report shows of `result`; the parts that were skipped become sentences that say why. */
export function reportMetrics(result: Result, { baseline }: MetricsOptions = {}): ReportMetrics {
  const { verification, graded, oneShot, retrieval, skipped } = result;
  const other = baseline?.result;
  const recall = (key: "recallAt1" | "recallAt5" | "recallAt10"): ReportFigure => {
    return figure(retrieval![key], retrieval!.intervals?.[key], other?.retrieval?.[key]);
  };
  return {
    ...(verification && { verification: verified(verification, other?.verification) }),
    ...(graded && {
      graded: {
        pearson: figure(graded.pearson, graded.intervals?.pearson, other?.graded?.pearson),
        spearman: figure(graded.spearman, graded.intervals?.spearman, other?.graded?.spearman),
        mse: figure(graded.mseFitted, graded.intervals?.mseFitted, other?.graded?.mseFitted),
      },
    }),
    ...(oneShot && {
      oneShot: {
        ways: oneShot.ways,
        shots: oneShot.shots,
        trials: oneShot.trials,
        accuracy: figure(oneShot.accuracy, oneShot.interval, other?.oneShot?.accuracy),
      },
    }),
    ...(retrieval && {
      retrieval: {
        recallAt1: recall("recallAt1"),
        recallAt5: recall("recallAt5"),
        recallAt10: recall("recallAt10"),
        mapAtR: figure(retrieval.mapAtR, retrieval.intervals?.mapAtR, other?.retrieval?.mapAtR),
        recallCurve: retrieval.recallCurve,
      },
    }),
    ...(baseline && { baseline: baseline.name }),
    notes: Object.values(skipped).map((reason) => `Left out: ${reason}.`),
  };
}

function verified(verification: Verified, baseline: Verified | undefined): ReportVerification {
  const { auc, eer, roc, accuracyAtThreshold, tarAtThreshold, farAtThreshold, intervals } = verification;
  const { averagePrecision, dPrime, calibration } = verification;
  return {
    auc: figure(auc, intervals?.auc, baseline?.auc),
    eer: figure(eer, intervals?.eer, baseline?.eer),
    ...(accuracyAtThreshold !== undefined && {
      accuracy: {
        ...figure(accuracyAtThreshold, intervals?.accuracyAtThreshold, baseline?.accuracyAtThreshold),
        ...lopsided(verification.pairs),
      },
    }),
    tarAtFar: Object.entries(verification.tarAtFar).map(([far, tar]) => ({
      falseAcceptRate: Number(far),
      trueAcceptRate: {
        ...figure(tar, intervals?.tarAtFar[far], baseline?.tarAtFar[far]),
        ...(verification.unresolvedFars.includes(far) && {
          note: "Too few different pairs to tell; this is the share accepted without any false accept.",
        }),
      },
    })),
    averagePrecision: figure(averagePrecision, intervals?.averagePrecision, baseline?.averagePrecision),
    ...(dPrime !== undefined && { dPrime: figure(dPrime, intervals?.dPrime, baseline?.dPrime) }),
    ...(calibration && {
      calibration: {
        ece: figure(calibration.ece, intervals?.ece),
        brier: figure(calibration.brier, intervals?.brier),
        bins: calibration.bins,
      },
    }),
    ...(intervals && {
      rocBand: intervals.rocBand.map(({ far, low, high }) => ({ falseAcceptRate: far, low, high })),
    }),
    roc: roc.map(({ far, tar }) => ({ falseAcceptRate: far, trueAcceptRate: tar })),
    ...(tarAtThreshold !== undefined &&
      farAtThreshold !== undefined && {
        operatingPoint: { falseAcceptRate: farAtThreshold, trueAcceptRate: tarAtThreshold },
      }),
  };
}

/** Where one kind of pair is rare, accuracy is mostly about the other, and a constant answer looks good. */
function lopsided({ same, different }: Verified["pairs"]): Pick<ReportFigure, "note"> {
  const constant = Math.max(same, different) / (same + different);
  if (constant < 0.75) return {};
  const answer = same > different ? "same" : "different";
  return { note: `Calling every pair ${answer} would be right for ${percent(constant)}.` };
}

function figure(value: number, interval?: readonly [number, number], baseline?: number): ReportFigure {
  return {
    value,
    ...(interval && { low: interval[0], high: interval[1] }),
    ...(baseline !== undefined && { baseline }),
  };
}
