// Which items, by their metadata: a filter is plain data, so that it can come from a command line or over HTTP.
//
//   { site: "berlin" }                           site is "berlin"
//   { site: ["berlin", "rome"] }                 one of these
//   { age: { atLeast: 18, below: 65 } }          atLeast, above, atMost, below
//   { site: { not: "berlin" } }                  anything else, nothing included
//   { badge: { exists: true } }                  whether there is such an entry at all
//
// All that is said must hold. Numbers compare with numbers only and text with text only, text by equality only. A filter is
// checked here and translated by each store into its own language, with every name and value quoted or passed as a
// parameter: nothing of it is ever read as code.

import { KindredError, check } from "../core/errors.js";
import { checkNames, type Options } from "../core/options.js";

export type MetadataValue = string | number | boolean;

/** What is known of an item: names of letters, digits and _, values of text, finite numbers, true and false. */
export type Metadata = Readonly<Record<string, MetadataValue>>;

export interface Condition {
  readonly is?: MetadataValue;
  readonly not?: MetadataValue;
  readonly in?: readonly MetadataValue[];
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost?: number;
  readonly below?: number;
  readonly exists?: boolean;
}

export type Filter = Readonly<Record<string, MetadataValue | readonly MetadataValue[] | Condition>>;

/** One comparison of a filter that has been checked. */
export type Test =
  | { readonly key: string; readonly kind: "in" | "not-in"; readonly values: readonly MetadataValue[] }
  | { readonly key: string; readonly kind: "atLeast" | "above" | "atMost" | "below"; readonly value: number }
  | { readonly key: string; readonly kind: "exists"; readonly value: boolean };

const bounds = ["atLeast", "above", "atMost", "below"] as const;
const conditions = ["is", "not", "in", ...bounds, "exists"] as const;
const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** Names that mean something to JavaScript objects. */
const reserved = ["__proto__", "constructor", "prototype"];
const longestText = 4096;
const mostEntries = 64;
const mostValues = 1000;

/** The comparisons that a filter asks for, all of which must hold. Throws INVALID_INPUT. */
export function testsOf(filter: Filter | undefined): Test[] {
  if (filter === undefined) return [];
  checkObject("filter", filter);
  return Object.entries(filter).flatMap(([key, condition]) => {
    checkName("filter", key);
    if (Array.isArray(condition)) return [valuesTest(key, "in", condition)];
    if (typeof condition !== "object" || condition === null) return [valuesTest(key, "in", [condition])];
    return conditionTests(key, condition as Condition);
  });
}

function conditionTests(key: string, condition: Condition): Test[] {
  checkObject(`filter: ${key}`, condition);
  checkNames(`filter: ${key}`, condition as Options, conditions);
  const { is, not, in: among, exists } = condition;
  const tests: Test[] = [];
  if (is !== undefined) tests.push(valuesTest(key, "in", [is]));
  if (among !== undefined) tests.push(valuesTest(key, "in", among));
  if (not !== undefined) tests.push(valuesTest(key, "not-in", [not]));
  for (const kind of bounds) {
    const value = condition[kind];
    if (value === undefined) continue;
    check(Number.isFinite(value), "INVALID_INPUT", () => `filter: ${key}: ${kind} takes a number, got ${shown(value)}`);
    tests.push({ key, kind, value });
  }
  if (exists !== undefined) {
    check(typeof exists === "boolean", "INVALID_INPUT", () => `filter: ${key}: exists takes true or false`);
    tests.push({ key, kind: "exists", value: exists });
  }
  return tests;
}

function valuesTest(key: string, kind: "in" | "not-in", values: readonly unknown[]): Test {
  check(Array.isArray(values) && values.length <= mostValues, "INVALID_INPUT", () => {
    return `filter: ${key}: expected at most ${mostValues} values to choose from`;
  });
  for (const value of values) checkValue("filter", key, value);
  return { key, kind, values: values as MetadataValue[] };
}

/** Throws INVALID_INPUT unless `metadata` can be stored. */
export function checkMetadata(where: string, metadata: Metadata): void {
  checkObject(`${where}: metadata`, metadata);
  const entries = Object.entries(metadata);
  check(entries.length <= mostEntries, "INVALID_INPUT", () => {
    return `${where}: metadata may have ${mostEntries} entries, got ${entries.length}`;
  });
  for (const [key, value] of entries) {
    checkName(`${where}: metadata`, key);
    checkValue(`${where}: metadata`, key, value);
  }
}

/** Whether metadata meet all of `tests`. */
export function meets(metadata: Metadata, tests: readonly Test[]): boolean {
  return tests.every((test) => {
    const value = Object.hasOwn(metadata, test.key) ? metadata[test.key] : undefined;
    switch (test.kind) {
      case "in":
        return value !== undefined && test.values.includes(value);
      case "not-in":
        return value === undefined || !test.values.includes(value);
      case "exists":
        return (value !== undefined) === test.value;
      default:
        return typeof value === "number" && isWithin(test.kind, value, test.value);
    }
  });
}

function isWithin(kind: (typeof bounds)[number], value: number, bound: number): boolean {
  if (kind === "atLeast") return value >= bound;
  if (kind === "above") return value > bound;
  return kind === "atMost" ? value <= bound : value < bound;
}

/** Throws INVALID_INPUT where text cannot be stored everywhere: control characters, halves of characters, too long. */
export function checkText(where: string, text: unknown, longest: number): asserts text is string {
  check(typeof text === "string", "INVALID_INPUT", () => `${where}: expected text, got ${shown(text)}`);
  check(
    text.length <= longest,
    "INVALID_INPUT",
    `${where}: expected at most ${longest} characters, got ${text.length}`,
  );
  check(
    !/[\p{Surrogate}\u0000]/u.test(text),
    "INVALID_INPUT",
    `${where}: holds a character that is none (NUL, or half of one)`,
  );
}

function checkName(where: string, key: string): void {
  const fits = namePattern.test(key) && !reserved.includes(key);
  check(fits, "INVALID_INPUT", () => {
    return `${where}: names are of letters, digits and _, at most 64, got ${shown(key.slice(0, 80))}`;
  });
}

function checkValue(where: string, key: string, value: unknown): asserts value is MetadataValue {
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return;
  if (typeof value === "string") return checkText(`${where}: ${key}`, value, longestText);
  throw new KindredError(
    "INVALID_INPUT",
    `${where}: ${key}: expected text, a finite number, true or false, got ${shown(value)}`,
  );
}

function checkObject(where: string, value: unknown): void {
  const plain = typeof value === "object" && value !== null && !Array.isArray(value);
  check(plain, "INVALID_INPUT", () => `${where}: expected names and values, got ${shown(value)}`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 120);
}
