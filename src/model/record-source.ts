// Rows as an encoder's graph takes them, each input only where there are columns of its kind:
//
//   values          float64 [N, V]      numbers, and dates as days since 1970; NaN where missing
//   categories      int64   [N, K]      0 missing, 1 unknown, 2 and on
//   tokens          int64   [N, L]      features of all texts, padded with 0
//   token_weights   float   [N, X, L]   what each of them counts in each of the X text columns; 0 in the others

import type { EncodedRow, RecordSchema } from "../data/records/encode-row.js";
import { rowEncoder } from "../data/records/encode-row.js";
import type { Row } from "../data/records/row.js";
import type { HostTensor } from "../engine/session.js";
import type { EmbedSource } from "./embed.js";

/** Names of the inputs. */
export const recordFeedNames: readonly string[] = ["values", "categories", "tokens", "token_weights"];

/** The feeds for a batch. @param length - features to pad to; at least the longest row's. @defaultValue the longest row's, at least 1 */
export function recordFeeds(
  batch: readonly EncodedRow[],
  length: number = Math.max(1, ...batch.map(({ tokens }) => tokens.length)),
): Readonly<Record<string, HostTensor>> {
  const count = batch.length;
  const { values, categories, ends } = batch[0]!;
  const feeds: Record<string, HostTensor> = {};
  if (values.length > 0) {
    const data = new Float64Array(count * values.length);
    batch.forEach((row, n) => data.set(row.values, n * values.length));
    feeds["values"] = { dtype: "float64", shape: [count, values.length], data };
  }
  if (categories.length > 0) {
    const data = new BigInt64Array(count * categories.length);
    batch.forEach((row, n) => row.categories.forEach((id, k) => (data[n * categories.length + k] = BigInt(id))));
    feeds["categories"] = { dtype: "int64", shape: [count, categories.length], data };
  }
  if (ends.length > 0) Object.assign(feeds, textFeeds(batch, ends.length, length));
  return feeds;
}

function textFeeds(batch: readonly EncodedRow[], texts: number, length: number): Record<string, HostTensor> {
  const tokens = new BigInt64Array(batch.length * length);
  const weights = new Float32Array(batch.length * texts * length);
  batch.forEach((row, n) => {
    let from = 0;
    row.ends.forEach((end, text) => {
      for (let i = from; i < end; i++) {
        tokens[n * length + i] = BigInt(row.tokens[i]!);
        weights[(n * texts + text) * length + i] = row.weights[i]!;
      }
      from = end;
    });
  });
  return {
    tokens: { dtype: "int64", shape: [batch.length, length], data: tokens },
    token_weights: { dtype: "float32", shape: [batch.length, texts, length], data: weights },
  };
}

/** All of `rows`, in their order. */
export function recordSource(rows: readonly Row[], schema: RecordSchema): EmbedSource {
  const encode = rowEncoder(schema);
  return {
    count: rows.length,
    feeds: (from, to) => Promise.resolve(recordFeeds(rows.slice(from, to).map(encode))),
  };
}
