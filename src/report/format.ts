// How numbers appear in the report. No locale is asked, so that the same input makes the same bytes anywhere.

import type { ReportFigure } from "./input.js";

/** U+202F, a narrow space that does not break: it stands between a number and its unit. */
const thin = "\u202f";

/** 0.97314 -> "97.3 %". */
export function percent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(digits)}${thin}%` : "not available";
}

/** 0.05 -> "5 %", 0.001 -> "0.1 %": a rate on an axis, without digits that say nothing. */
export function shortPercent(share: number): string {
  return Number.isFinite(share) ? `${Number((100 * share).toFixed(2))}${thin}%` : "not available";
}

/** Four significant digits, without trailing zeros and, within reason, without exponents. */
export function decimal(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return "not available";
  return String(Number(value.toPrecision(digits)));
}

/** A distance in three digits: "0.0594", "0.200", "12.3", "1 235"; what rounding leaves of nothing is "0". */
export function distanceText(value: number): string {
  if (!Number.isFinite(value)) return "not available";
  if (Math.abs(value) < 1e-9) return "0";
  return Math.abs(value) < 1000 ? value.toPrecision(3) : count(Math.round(value));
}

/** 0.97314 -> "0.973"; three digits after the point, as areas under curves are given. */
export function area(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : "not available";
}

/** 1234567 -> "1 234 567". */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, thin);
}

/** "1 pair", "12 pairs". */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** "95 % interval 96.1 % to 97.9 %", or nothing where the figure has none. */
export function interval({ low, high }: ReportFigure, show: (value: number) => string): string | undefined {
  return low === undefined || high === undefined ? undefined : `95${thin}% interval ${show(low)} to ${show(high)}`;
}
