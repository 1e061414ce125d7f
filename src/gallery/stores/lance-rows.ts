// Items as columns of Apache Arrow and back: what LanceDB takes and gives.
//
//   id utf8, label utf8 or null, vector float32[D'], metadata utf8 (JSON), source binary or null

import { createRequire } from "node:module";
import type * as apacheArrow from "apache-arrow";
import type { Binary, FixedSizeList, Float32, Schema, Table, Utf8, Vector } from "apache-arrow";
import type { Metadata } from "../filter.js";
import type { StoredItem } from "../store.js";
import { encodeMetadata } from "./lance-filter.js";

/** The very instance that LanceDB requires: of another, which `import` would load, it does not know the types. */
const arrow = createRequire(import.meta.url)("apache-arrow") as typeof apacheArrow;

export function itemSchema(width: number): Schema {
  return new arrow.Schema([
    new arrow.Field("id", new arrow.Utf8(), false),
    new arrow.Field("label", new arrow.Utf8(), true),
    new arrow.Field("vector", vectorType(width), false),
    new arrow.Field("metadata", new arrow.Utf8(), false),
    new arrow.Field("source", new arrow.Binary(), true),
  ]);
}

function vectorType(width: number): FixedSizeList<Float32> {
  return new arrow.FixedSizeList(width, new arrow.Field("item", new arrow.Float32(), true));
}

export function itemTable(items: readonly StoredItem[], width: number): Table {
  const numbers = new Float32Array(items.length * width);
  items.forEach(({ vector }, i) => numbers.set(vector, i * width));
  const child = arrow.makeData({ type: new arrow.Float32(), length: numbers.length, data: numbers });
  const vectors = arrow.makeVector(
    arrow.makeData({ type: vectorType(width), length: items.length, nullCount: 0, child }),
  );
  const column = <T extends Utf8 | Binary>(type: T, values: readonly unknown[]): Vector<T> =>
    arrow.vectorFromArray(values, type);
  return new arrow.Table(itemSchema(width), {
    id: column(
      new arrow.Utf8(),
      items.map(({ id }) => id),
    ),
    label: column(
      new arrow.Utf8(),
      items.map(({ label }) => label),
    ),
    vector: vectors,
    metadata: column(
      new arrow.Utf8(),
      items.map(({ metadata }) => encodeMetadata(metadata)),
    ),
    source: column(
      new arrow.Binary(),
      items.map(({ source }) => source),
    ),
  });
}

interface Rows {
  readonly numRows: number;
  getChild(name: string): { get(row: number): unknown } | null;
}

/** The rows of a result; columns that it lacks are empty. */
export function itemsOf(rows: Rows): StoredItem[] {
  const [ids, labels, vectors, metadata, sources] = ["id", "label", "vector", "metadata", "source"].map((name) =>
    rows.getChild(name),
  );
  return Array.from({ length: rows.numRows }, (_, i) => {
    const vector = vectors?.get(i) as { toArray(): Float32Array } | undefined;
    const source = sources?.get(i) as Uint8Array | null | undefined;
    return {
      id: ids!.get(i) as string,
      label: (labels!.get(i) as string | null) ?? null,
      vector: vector === undefined ? new Float32Array(0) : Float32Array.from(vector.toArray()),
      metadata: JSON.parse(metadata!.get(i) as string) as Metadata,
      source: source ? Uint8Array.from(source) : null,
    };
  });
}

/** What to ask for. */
export function itemColumns(vectors = false, sources = false): string[] {
  return ["id", "label", "metadata", ...(vectors ? ["vector"] : []), ...(sources ? ["source"] : [])];
}
