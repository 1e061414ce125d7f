// The losses with weights of their own once more, as plain loops over numbers in float64. Weights are `[D][C * K]`, as the
// losses hold them: the K columns of a class side by side.

import { type Rows, unit } from "./naive.js";

type Row = readonly number[];

const sum = (values: Row): number => values.reduce((total, value) => total + value, 0);
const mean = (values: Row): number => (values.length === 0 ? 0 : sum(values) / values.length);
const dot = (a: Row, b: Row): number => sum(a.map((value, i) => value * b[i]!));
export const norm = (a: Row): number => Math.sqrt(dot(a, a));
const logSumExp = (values: Row): number => {
  const top = Math.max(...values);
  return top + Math.log(sum(values.map((value) => Math.exp(value - top))));
};

/** Cosines of a row to each centre of each class: `[C][K]`. */
function cosines(row: Row, weight: Rows, perClass: number): number[][] {
  const columns = weight[0]!.map((_, j) => weight.map((values) => values[j]!));
  const flat = columns.map((column) => dot(unit(row), unit(column)));
  return Array.from({ length: flat.length / perClass }, (_, j) => flat.slice(j * perClass, (j + 1) * perClass));
}

const angle = (cosine: number): number => Math.acos(Math.min(1, Math.max(-1, cosine)));

/** What every logit is before and after the margin, for a cosine, and which factor rows and columns put on it. */
export interface NaiveSoftmax {
  readonly perClass?: number;
  /** From the cosines to a class's centres to one. @defaultValue the greatest */
  readonly join?: (cosines: Row) => number;
  /** At the right class. */
  readonly own: (cosine: number) => number;
  readonly factor: (row: Row, column: Row) => number;
}

/** Cross-entropy with something done to the right class's cosine. */
export function naiveSoftmax(rows: Rows, labels: Row, weight: Rows, options: NaiveSoftmax): number {
  const { perClass = 1, join = (values) => Math.max(...values), own, factor } = options;
  return mean(
    rows.map((row, i) => {
      const logits = cosines(row, weight, perClass).map((each, j) => {
        const column = weight.map((values) => values[j * perClass]!);
        return factor(row, column) * (j === labels[i] ? own(join(each)) : join(each));
      });
      return logSumExp(logits) - logits[labels[i]!]!;
    }),
  );
}

/** cos(θ + margin), and the fallback beyond π - margin; by arccos, as the paper writes it. */
export function naiveAngleSum(cosine: number, margin: number): number {
  const theta = angle(cosine);
  return theta <= Math.PI - margin ? Math.cos(theta + margin) : cosine - margin * Math.sin(margin);
}

/** (-1)^k cos(m θ) - 2 k; by arccos, as the paper writes it. */
export function naiveAngleMultiple(cosine: number, m: number): number {
  const theta = angle(cosine);
  const k = Math.min(m - 1, Math.floor((theta * m) / Math.PI));
  return (-1) ** k * Math.cos(m * theta) - 2 * k;
}

/** Σ_k softmax_k(s / gamma) s_k. */
export function naiveSoftMaximum(values: Row, gamma: number): number {
  const total = sum(values.map((value) => Math.exp(value / gamma)));
  return sum(values.map((value) => (Math.exp(value / gamma) / total) * value));
}

export function naiveProxyNca(rows: Rows, labels: Row, weight: Rows, scale: number, others: boolean): number {
  return mean(
    rows.map((row, i) => {
      const logits = cosines(row, weight, 1).map(([cosine]) => -scale * (2 - 2 * cosine!));
      return logSumExp(logits.filter((_, j) => !others || j !== labels[i])) - logits[labels[i]!]!;
    }),
  );
}

export function naiveProxyAnchor(rows: Rows, labels: Row, weight: Rows, margin: number, alpha: number): number {
  const table = rows.map((row) => cosines(row, weight, 1).map(([cosine]) => cosine!));
  const proxies = weight[0]!.map((_, j) => j);
  const over = (j: number, keep: boolean, cost: (s: number) => number): number =>
    Math.log(1 + sum(table.flatMap((row, i) => ((labels[i] === j) === keep ? [Math.exp(cost(row[j]!))] : []))));
  const present = proxies.filter((j) => labels.includes(j));
  return (
    mean(present.map((j) => over(j, true, (s) => -alpha * (s - margin)))) +
    mean(proxies.map((j) => over(j, false, (s) => alpha * (s + margin))))
  );
}

/** centres: `[C][D]`. */
export function naiveCentre(rows: Rows, labels: Row, centres: Rows): number {
  return mean(rows.map((row, i) => sum(row.map((value, k) => (value - centres[labels[i]!]![k]!) ** 2)) / 2));
}
