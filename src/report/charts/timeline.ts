// The horizontal axis that the charts of a training share: epochs, or steps where the log has several lines an epoch.

import type { ReportHistoryEntry } from "../input.js";

export interface Timeline {
  readonly unit: "epoch" | "step";
  readonly at: (entry: ReportHistoryEntry) => number;
  /** Where the best epoch ended, in `unit`. */
  readonly best?: number;
}

export function timeline(history: readonly ReportHistoryEntry[], bestEpoch?: number): Timeline {
  const epochs = new Set(history.map(({ epoch }) => epoch));
  const unit = epochs.size === history.length ? "epoch" : "step";
  const at = unit === "epoch" ? (entry: ReportHistoryEntry) => entry.epoch : (entry: ReportHistoryEntry) => entry.step;
  const last = bestEpoch === undefined ? undefined : history.findLast(({ epoch }) => epoch === bestEpoch);
  return { unit, at, ...(last && { best: at(last) }) };
}
