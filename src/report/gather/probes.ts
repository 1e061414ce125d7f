// Which probes the report shows, and what lies nearest to them.

import { random, shuffled } from "../../core/random.js";
import { byClass, type Row } from "./rows.js";

export interface RankedProbe {
  readonly probe: Row;
  /** Nearest first; without the probe itself. */
  readonly nearest: readonly { readonly row: Row; readonly distance: number }[];
}

const neighbours = 5;
/** Rows tried for each probe shown, in search of ones that go wrong. */
const tries = 20;

/**
 * At most `count` probes of classes with several rows, from as many classes as there are. Up to half of them, the last ones,
 * have a neighbour of another class first where such probes are found: failures teach more than successes.
 */
export function rankedProbes(
  rows: readonly Row[],
  count: number,
  between: (a: number, b: number) => number,
  seed: number,
): readonly RankedProbe[] {
  const known = rows.filter(({ label }) => label !== undefined);
  const order = random(seed, "report probes");
  const several = shuffled(
    byClass(known).filter(({ length }) => length > 1),
    order,
  );
  const inTurns = several
    .flatMap((members) => members.map((probe, turn) => ({ probe, turn })))
    .sort((a, b) => a.turn - b.turn);
  const ranked = inTurns
    .slice(0, tries * count)
    .map(({ probe }) => ({ probe, nearest: nearestTo(probe, known, between) }));
  const wrong = ranked.filter(({ probe, nearest }) => nearest[0]?.row.label !== probe.label);
  const shownWrong = new Set(wrong.slice(0, Math.floor(count / 2)));
  const others = ranked.filter((entry) => !shownWrong.has(entry)).slice(0, count - shownWrong.size);
  return [...others, ...shownWrong];
}

function nearestTo(
  probe: Row,
  rows: readonly Row[],
  between: (a: number, b: number) => number,
): RankedProbe["nearest"] {
  return rows
    .filter(({ index }) => index !== probe.index)
    .map((other) => ({ row: other, distance: between(probe.index, other.index) }))
    .sort((a, b) => a.distance - b.distance || a.row.index - b.row.index)
    .slice(0, neighbours);
}
