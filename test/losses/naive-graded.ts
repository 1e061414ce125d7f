// The losses on pairs alone once more, as plain loops over numbers in float64.

import { type NaivePair, unit } from "./naive.js";

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);
const cosine = (a: readonly number[], b: readonly number[]): number =>
  sum(unit(a).map((value, i) => value * unit(b)[i]!));
const scoreOf = ({ score, same }: NaivePair): number => score ?? Number(same);

export function naiveCosineMse(pairs: readonly NaivePair[]): number {
  return mean(pairs.map((pair) => (cosine(pair.a, pair.b) - scoreOf(pair)) ** 2));
}

export function naiveMalstm(pairs: readonly NaivePair[], scale: number): number {
  return mean(
    pairs.map((pair) => {
      const similarity = Math.exp(-scale * sum(pair.a.map((value, k) => Math.abs(value - pair.b[k]!))));
      return (similarity - scoreOf(pair)) ** 2;
    }),
  );
}

export function naiveCosent(pairs: readonly NaivePair[], scale: number): number {
  const costs = pairs.flatMap((higher) =>
    pairs
      .filter((lower) => scoreOf(higher) > scoreOf(lower))
      .map((lower) => Math.exp(scale * (cosine(lower.a, lower.b) - cosine(higher.a, higher.b)))),
  );
  return Math.log(1 + sum(costs));
}

export function naiveMultipleNegatives(pairs: readonly NaivePair[], scale: number, symmetric: boolean): number {
  const ranked = (side: "a" | "b", other: "a" | "b"): number =>
    mean(
      pairs
        .filter(({ same }) => same)
        .map((pair) => {
          const total = sum(pairs.map((each) => Math.exp(scale * cosine(pair[side], each[other]))));
          return Math.log(total) - scale * cosine(pair.a, pair.b);
        }),
    );
  return symmetric ? (ranked("a", "b") + ranked("b", "a")) / 2 : ranked("a", "b");
}
