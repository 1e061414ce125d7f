// The losses on two views once more, as plain loops over numbers in float64.

import { type Rows, unit } from "./naive.js";

type Row = readonly number[];

const sum = (values: Row): number => values.reduce((total, value) => total + value, 0);
const mean = (values: Row): number => sum(values) / values.length;
const cosine = (a: Row, b: Row): number => sum(unit(a).map((value, i) => value * unit(b)[i]!));
const column = (rows: Rows, k: number): number[] => rows.map((row) => row[k]!);
const dimensions = (rows: Rows): number[] => rows[0]!.map((_, k) => k);

export function naiveSimclr(left: Rows, right: Rows, temperature: number): number {
  const all = [...left, ...right];
  return mean(
    all.map((view, i) => {
      const partner = (i + left.length) % all.length;
      const others = all.flatMap((other, k) => (k === i ? [] : [Math.exp(cosine(view, other) / temperature)]));
      return Math.log(sum(others)) - cosine(view, all[partner]!) / temperature;
    }),
  );
}

export interface NaiveVicreg {
  readonly invarianceLambda: number;
  readonly varianceMu: number;
  readonly covarianceV: number;
  readonly eps: number;
}

export function naiveVicreg(left: Rows, right: Rows, options: NaiveVicreg): number {
  const { invarianceLambda, varianceMu, covarianceV, eps } = options;
  const invariance = mean(left.flatMap((row, i) => row.map((value, k) => (value - right[i]![k]!) ** 2)));
  const covariance = (rows: Rows, d: number, e: number): number => {
    const [x, y] = [column(rows, d), column(rows, e)];
    return sum(x.map((value, i) => (value - mean(x)) * (y[i]! - mean(y)))) / (rows.length - 1);
  };
  const variance = (rows: Rows): number =>
    mean(dimensions(rows).map((d) => Math.max(0, 1 - Math.sqrt(covariance(rows, d, d) + eps)))) / 2;
  const redundancy = (rows: Rows): number => {
    const all = dimensions(rows);
    return sum(all.flatMap((d) => all.map((e) => (d === e ? 0 : covariance(rows, d, e) ** 2)))) / all.length;
  };
  return (
    invarianceLambda * invariance +
    varianceMu * (variance(left) + variance(right)) +
    covarianceV * (redundancy(left) + redundancy(right))
  );
}

export function naiveBarlowTwins(left: Rows, right: Rows, lambda: number): number {
  const standardised = (rows: Rows, k: number): number[] => {
    const x = column(rows, k);
    const variance = mean(x.map((value) => (value - mean(x)) ** 2));
    return x.map((value) => (value - mean(x)) / Math.sqrt(variance + 1e-5));
  };
  const all = dimensions(left);
  const correlation = (d: number, e: number): number => {
    const y = standardised(right, e);
    return mean(standardised(left, d).map((value, i) => value * y[i]!));
  };
  return sum(
    all.flatMap((d) => all.map((e) => (d === e ? (1 - correlation(d, e)) ** 2 : lambda * correlation(d, e) ** 2))),
  );
}
