// Selections in PostgreSQL: conditions over the columns id, label and metadata (jsonb), every name and value a parameter.

import { testsOf, type Test } from "../filter.js";
import type { Selection } from "../store.js";

/** Collects parameters; `add` gives the placeholder that stands for a value. */
export interface Parameters {
  readonly values: unknown[];
  add(value: unknown): string;
}

export function parameters(...first: readonly unknown[]): Parameters {
  const values = [...first];
  return { values, add: (value) => `$${values.push(value)}` };
}

/** The condition that a selection is: "true" where it selects all. */
export function conditionOf({ ids, labels, filter }: Selection, parameters: Parameters): string {
  const parts = testsOf(filter).map((test) => testSql(test, parameters));
  if (ids !== undefined) parts.push(`id = any(${parameters.add(ids)}::text[])`);
  if (labels !== undefined) parts.push(`label = any(${parameters.add(labels)}::text[])`);
  return parts.length === 0 ? "true" : parts.join(" and ");
}

const operators = { atLeast: ">=", above: ">", atMost: "<=", below: "<" } as const;

function testSql(test: Test, parameters: Parameters): string {
  const key = `${parameters.add(test.key)}::text`;
  switch (test.kind) {
    case "in":
    case "not-in": {
      const values = parameters.add(test.values.map((value) => JSON.stringify(value)));
      const found = `coalesce(metadata -> ${key} = any(${values}::jsonb[]), false)`;
      return test.kind === "in" ? found : `not ${found}`;
    }
    case "exists":
      return `jsonb_exists(metadata, ${key}) = ${parameters.add(test.value)}::boolean`;
    default: {
      const number = `(metadata ->> ${key})::double precision ${operators[test.kind]} ${parameters.add(test.value)}::double precision`;
      return `case when jsonb_typeof(metadata -> ${key}) = 'number' then ${number} else false end`;
    }
  }
}
