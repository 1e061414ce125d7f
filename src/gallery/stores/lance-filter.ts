// Selections in LanceDB's SQL, which takes no parameters: text stands in quotes, quotes inside it doubled, and nothing else
// means anything there. Metadata are a column of JSON text, written by `encodeMetadata` in one way only, so that an entry is
// found as text:
//
//   site is "berlin"     "site":"berlin" occurs, with , or } behind it
//
// It cannot occur within a value, where quotes have a backslash in front. Numbers are cut out and read.

import { testsOf, type Metadata, type MetadataValue, type Test } from "../filter.js";
import type { Selection } from "../store.js";

/** As JSON with names in order. */
export function encodeMetadata(metadata: Metadata): string {
  return JSON.stringify(Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** The condition that a selection is; undefined where it selects all. */
export function selectionSql({ ids, labels, filter }: Selection): string | undefined {
  const parts = testsOf(filter).map(testSql);
  if (ids !== undefined) parts.push(within("id", ids));
  if (labels !== undefined) parts.push(within("label", labels));
  return parts.length === 0 ? undefined : parts.map((part) => `(${part})`).join(" AND ");
}

/** Text as a literal of SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function within(column: string, values: readonly string[]): string {
  return values.length === 0 ? "false" : `${column} IN (${values.map(literal).join(", ")})`;
}

function testSql(test: Test): string {
  const { key } = test;
  switch (test.kind) {
    case "in":
      return test.values.length === 0 ? "false" : test.values.map((value) => entry(key, value)).join(" OR ");
    case "not-in":
      return test.values.length === 0 ? "true" : test.values.map((value) => `NOT (${entry(key, value)})`).join(" AND ");
    case "exists":
      return `${test.value ? "" : "NOT "}contains(metadata, ${literal(`"${key}":`)})`;
    default:
      return `${number(key)} ${operators[test.kind]} ${exactly(test.value)}`;
  }
}

const operators = { atLeast: ">=", above: ">", atMost: "<=", below: "<" } as const;

function entry(key: string, value: MetadataValue): string {
  const text = `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  return [",", "}"].map((end) => `contains(metadata, ${literal(text + end)})`).join(" OR ");
}

/** The number of that name; null where there is none. */
function number(key: string): string {
  const pattern = `^.*"${key}":(-?[0-9][0-9.eE+-]*)[,}].*$`;
  return `try_cast(regexp_replace(metadata, ${literal(pattern)}, '\\1') AS DOUBLE)`;
}

/** With an exponent, so that it is read as a double. */
function exactly(value: number): string {
  return `CAST(${literal(value.toExponential())} AS DOUBLE)`;
}
