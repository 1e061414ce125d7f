// A table of pairs of records: two rows side by side, and whether they are the same thing.
//
//   title_a,price_a,title_b,price_b,same              --left title_a,price_a --right title_b,price_b
//   iPhone 12,599,Apple iPhone 12,579.00,true
//
// Records are the same item where all their cells are. The columns that say what a pair is are those of a pairs file (pair-verdict.ts).

import { basename, dirname, resolve } from "node:path";
import { KindredError, check } from "../../core/errors.js";
import type { Pair } from "../../core/embeddings.js";
import type { ColumnOptions } from "../columns.js";
import { counted, dataWarning, type DataWarning, type Dataset, type Item } from "../dataset.js";
import { pairVerdict, type PairVerdictOptions } from "../pair-verdict.js";
import { openTable, quoted } from "../table-file.js";
import { keptRows } from "../kept-rows.js";
import type { Row } from "./row.js";
import { foundSides, namedSides, rowOfSide } from "./sides.js";

export interface RecordPairsOptions extends PairVerdictOptions {
  /** `left` and `right`: columns between commas. @defaultValue by their names */
  readonly columns?: ColumnOptions;
  /** Throws where a pair is said to be both the same and different, instead of passing it over. @defaultValue false */
  readonly strict?: boolean;
  /** Pairs that are kept, at most: of more, a sample. @defaultValue see kept-rows.ts */
  readonly maxRows?: number;
}

interface Line extends Pick<Pair, "same" | "score"> {
  readonly line: number;
  readonly left: Row;
  readonly right: Row;
}

/**
 * Reads a table of pairs. Items are the records, in order of appearance, called `products.csv#12.left` after the line that has them
 * first; labels -1.
 *
 * Throws NOT_FOUND, DATA_INVALID (columns, cells, a row of another length: names the line), DATA_EMPTY, LABEL_AMBIGUOUS, INVALID_OPTION;
 * with `strict` LABEL_CONTRADICTION.
 */
export async function recordPairs(path: string, options: RecordPairsOptions = {}): Promise<Dataset> {
  const { columns = {}, labelMeans, scoreRange, strict = false, maxRows } = options;
  const table = await openTable(path);
  const named = columns.left !== undefined || columns.right !== undefined;
  const sides = named ? namedSides(table, columns) : foundSides(table, columns);
  check(sides !== undefined, "DATA_INVALID", () => {
    return `${path}: no two sides show in the columns ${quoted(table.columns)}; say which they are (--left, --right)`;
  });
  const verdict = pairVerdict(table, { columns, ...(labelMeans && { labelMeans }), ...(scoreRange && { scoreRange }) });
  const kept = keptRows<Line>(maxRows);
  for await (const { line, cells } of table.rows()) {
    kept.offer(() => {
      return {
        line,
        left: rowOfSide(cells, sides, "left"),
        right: rowOfSide(cells, sides, "right"),
        ...verdict(cells, line),
      };
    });
  }
  const { items, pairs, warnings } = joined(path, kept.rows(), strict);
  check(pairs.length > 0, "DATA_EMPTY", `${path}: no pair of two records in it`);
  const list = (positions: readonly number[]): string => positions.map((i) => table.columns[i]).join(",");
  const source = { ...columns, left: list(sides.left), right: list(sides.right) };
  return {
    ...{ kind: "record", root: resolve(dirname(path)), origin: "pairs", items, columns: sides.names, source, pairs },
    ...{ classes: [], groups: [], groupOfClass: new Int32Array() },
    warnings: [...kept.warnings("pair"), ...warnings],
  };
}

type Joined = Pick<Dataset, "items" | "warnings"> & { readonly pairs: readonly Pair[] };

/** Records that are written alike become one item; what then says nothing, or two things, is passed over. */
function joined(path: string, lines: readonly Line[], strict: boolean): Joined {
  const items: Item[] = [];
  const numbers = new Map<string, number>();
  const file = basename(path);
  const number = (row: Row, name: string): number => {
    const key = JSON.stringify(Object.values(row));
    let index = numbers.get(key);
    if (index === undefined) {
      index = items.push({ id: `${file}#${name}`, path: resolve(path), label: -1, record: row }) - 1;
      numbers.set(key, index);
    }
    return index;
  };
  const claims = new Map<string, Pair & { readonly line: number }>();
  const contradicted = new Map<string, string>();
  const [ofOne, repeated]: [string[], string[]] = [[], []];
  for (const { line, left, right, ...said } of lines) {
    const [a, b] = [number(left, `${line}.left`), number(right, `${line}.right`)];
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const before = claims.get(key);
    if (a === b) ofOne.push(`line ${line}`);
    else if (before === undefined) claims.set(key, { a, b, ...said, line });
    else if (before.same === said.same && before.score === said.score) repeated.push(`line ${line}`);
    else {
      const both = `lines ${before.line} and ${line}`;
      if (strict)
        throw new KindredError(
          "LABEL_CONTRADICTION",
          `${path}: ${both} have the same two records and say different things of them`,
        );
      contradicted.set(key, both);
    }
  }
  const pairs = [...claims].flatMap(([key, { line: _, ...pair }]) => (contradicted.has(key) ? [] : [pair]));
  const found: [DataWarning["code"], string, readonly string[]][] = [
    ["ROWS_REPEATED", `${counted(repeated.length, "pair")} ignored: listed before`, repeated],
    ["PAIRS_OF_ONE_RECORD", `${counted(ofOne.length, "pair")} ignored: both records are written alike`, ofOne],
    [
      "PAIRS_CONTRADICT",
      `${counted(contradicted.size, "pair")} ignored: said to be the same and to be different`,
      [...contradicted.values()],
    ],
  ];
  const warnings = found.flatMap(([code, text, names]) => (names.length === 0 ? [] : [dataWarning(code, text, names)]));
  return { items, pairs, warnings };
}
