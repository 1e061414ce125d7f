// Which rows of the embeddings the report looks at.

import { row, type Embeddings } from "../../core/embeddings.js";
import { random, sample, shuffled } from "../../core/random.js";

/** A row number and its class. */
export interface Row {
  readonly index: number;
  readonly label: number | undefined;
}

/**
 * At most `limit` rows, in random order. Of more than that, several of each class of a random choice of classes, so that same
 * pairs stay frequent: a thousand rows of ten thousand classes would hold none. Rows that are not finite are left out.
 */
export function sampleRows(embeddings: Embeddings, limit: number, seed: number): readonly Row[] {
  const order = random(seed, "report rows");
  const rows = Array.from({ length: embeddings.rows }, (_, index): Row => ({
    index,
    label: embeddings.labels?.[index],
  }));
  const finite = rows.filter(({ index }) => row(embeddings, index).every(Number.isFinite));
  if (finite.length <= limit) return shuffled(finite, order);
  const classes = shuffled(byClass(finite), order);
  const share = Math.max(10, Math.ceil(limit / classes.length));
  const chosen = classes.flatMap((members) => sample(members, share, order));
  return shuffled(chosen.slice(0, limit), order);
}

/** The rows of each class, in the order the classes come; rows without a class are one class here. */
export function byClass(rows: readonly Row[]): readonly (readonly Row[])[] {
  const classes = new Map<number | undefined, Row[]>();
  for (const member of rows) {
    const members = classes.get(member.label);
    if (members === undefined) classes.set(member.label, [member]);
    else members.push(member);
  }
  return [...classes.values()];
}
