// Rows as an encoder's graph takes them, each input only where there are columns of its kind:
//
//   values          float64 [N, V]      numbers, and dates as days since 1970; NaN where missing
//   categories      int64   [N, K]      0 missing, 1 unknown, 2 and on
//   tokens          int64   [N, L]      features of all texts, padded with 0
//   token_columns   int64   [N, L]      which of the text columns each is of
//   token_weights   float   [N, L]      how often each is there, dampened; 0 of padding

import type { EncodedRow, RecordSchema } from "../data/records/encode-row.js";
import { rowEncoder } from "../data/records/encode-row.js";
import type { Row } from "../data/records/row.js";
import type { HostTensor } from "../engine/session.js";
import type { EmbedSource } from "./embed.js";

/** Names of the inputs. */
export const recordFeedNames: readonly string[] = ["values", "categories", "tokens", "token_columns", "token_weights"];

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
  if (ends.length > 0) Object.assign(feeds, textFeeds(batch, length));
  return feeds;
}

function textFeeds(batch: readonly EncodedRow[], length: number): Record<string, HostTensor> {
  const shape = [batch.length, length];
  const [tokens, columns] = [new BigInt64Array(batch.length * length), new BigInt64Array(batch.length * length)];
  const weights = new Float32Array(batch.length * length);
  batch.forEach((row, n) => {
    let from = 0;
    row.ends.forEach((end, column) => {
      columns.fill(BigInt(column), n * length + from, n * length + end);
      from = end;
    });
    row.tokens.forEach((token, i) => (tokens[n * length + i] = BigInt(token)));
    weights.set(row.weights.subarray(0, from), n * length);
  });
  return {
    tokens: { dtype: "int64", shape, data: tokens },
    token_columns: { dtype: "int64", shape, data: columns },
    token_weights: { dtype: "float32", shape, data: weights },
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
