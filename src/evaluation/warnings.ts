// What a reader should know before trusting an evaluation's figures, a sentence each.

import type { Spread } from "./collapse.js";
import type { Hubness } from "./hubness.js";
import type { Verification } from "./verification.js";

/** Something worth knowing before the figures are trusted. */
export interface EvaluationWarning {
  /** Stable, for programs. */
  readonly code: string;
  /** A sentence. */
  readonly message: string;
}

interface Result {
  readonly spread: Spread;
  readonly verification: Verification | undefined;
  readonly hubness: Hubness | undefined;
  /** Whether the rates were asked for, and not taken because they are usual. */
  readonly ratesAsked: boolean;
}

/** An N_k skewness above this is called many hubs (Radovanović et al. 2010 speak of 1.4). */
const manyHubs = 1.4;

export function evaluationWarnings({ spread, verification, hubness, ratesAsked }: Result): EvaluationWarning[] {
  const warnings: EvaluationWarning[] = [];
  if (spread.collapsed) {
    warnings.push({ code: "COLLAPSED", message: `the embeddings have collapsed: ${spread.reason ?? "all alike"}` });
  }
  if (verification !== undefined) warnings.push(...thresholdWarnings(verification));
  if (verification !== undefined && ratesAsked) warnings.push(...rateWarnings(verification));
  if (hubness !== undefined && hubness.skewness > manyHubs && !spread.collapsed) {
    const { k, skewness, neverFound, hubs } = hubness;
    const share = (value: number): string => `${(100 * value).toFixed(0)} %`;
    const worst = hubs[0] === undefined ? "" : `; ${hubs[0].id} is among the ${k} nearest of ${share(hubs[0].share)}`;
    const message = `the embeddings have hubs: skewness ${skewness.toFixed(1)}, ${share(neverFound)} of the items are never found${worst}`;
    warnings.push({ code: "HUBS", message });
  }
  return warnings;
}

/** A threshold outside all distances decides nothing. */
function thresholdWarnings({ threshold, nearest, farthest }: Verification): EvaluationWarning[] {
  const code = "THRESHOLD_UNREACHED";
  if (threshold === undefined) return [];
  const said = (value: number): string => String(Number(value.toPrecision(4)));
  if (threshold < nearest) {
    const message = `no pair reaches the threshold ${said(threshold)}: the nearest is at ${said(nearest)}, so every pair is called different`;
    return [{ code, message }];
  }
  if (threshold < farthest) return [];
  const message = `every pair is within the threshold ${said(threshold)}: the farthest is at ${said(farthest)}, so every pair is called the same`;
  return [{ code, message }];
}

function rateWarnings({ unresolvedFars, pairs }: Verification): EvaluationWarning[] {
  return unresolvedFars.map((far) => {
    const needed = Math.ceil(1 / Number(far) - 1e-9);
    const message = `a FAR of ${far} takes at least ${needed} different pairs to show, got ${pairs.different}: the TAR given is that without any false accept`;
    return { code: "FAR_UNRESOLVED", message };
  });
}
