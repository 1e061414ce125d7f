// Flags that say which columns of a table hold what, for every command that reads data: --left, --right, --same, --score, --text, --class,
// --series, --time.

import type { Command } from "commander";
import type { ColumnOptions } from "../data/columns.js";

export type ColumnFlags = ColumnOptions;

export function columnOptions(command: Command): void {
  command
    .option(
      "--left <column>",
      "of pairs: the column of one side, or of records its columns: title_a,price_a (default: a)",
    )
    .option("--right <column>", "the column or columns of the other side, in the same order (default: b)")
    .option("--same <column>", "whether a pair is the same (default: same)")
    .option("--score <column>", "how alike a pair is (default: score)")
    .option("--text <column>", "of single texts (default: text)")
    .option("--class <column>", "the class of each text, row or series (default: class)")
    .option(
      "--series <column>",
      "of a table with a step of a series a row: which series; none: it is no such table (default: id)",
    )
    .option("--time <column>", "of such a table: when (default: time)");
}

/** The columns that were named; undefined where none was. */
export function columnsOf({
  left,
  right,
  same,
  score,
  text,
  class: name,
  series,
  time,
}: ColumnFlags): ColumnOptions | undefined {
  const named = Object.entries({ left, right, same, score, text, class: name, series, time }).filter(
    ([, column]) => column !== undefined,
  );
  return named.length === 0 ? undefined : Object.fromEntries(named);
}
