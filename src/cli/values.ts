// Reads the values of options: numbers within their range, sizes, words of a list. Each makes a function for commander, which
// calls it with the text; the messages name the option.

import { KindredError } from "../core/errors.js";
import { unknownName } from "../core/suggest.js";
import type { OperatingPoint } from "../evaluation/index.js";

export interface Range {
  /** Smallest value allowed. @defaultValue none */
  readonly min?: number;
  /** Whether `min` itself is excluded. @defaultValue false */
  readonly above?: boolean;
  /** Largest value allowed. @defaultValue none */
  readonly max?: number;
}

/** Any finite number within the range. */
export function number(
  option: string,
  { min = -Infinity, above = false, max = Infinity }: Range = {},
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const valid = text.trim() !== "" && Number.isFinite(value) && value <= max && (above ? value > min : value >= min);
    if (!valid) throw refused(option, `a number${rangeText({ min, above, max })}`, text);
    return value;
  };
}

/** A whole number within the range. */
export function wholeNumber(option: string, range: Range = { min: 1 }): (text: string) => number {
  return (text) => {
    const { min = -Infinity, max = Infinity } = range;
    const value = Number(text);
    const valid = text.trim() !== "" && Number.isSafeInteger(value) && value >= min && value <= max;
    if (!valid) throw refused(option, `a whole number${rangeText(range)}`, text);
    return value;
  };
}

/** Numbers between commas, each within the range. */
export function numbers(option: string, range: Range = {}): (text: string) => readonly number[] {
  const one = number(option, range);
  return (text) => text.split(",").map(one);
}

/** Whole numbers between commas, each within the range. */
export function wholeNumbers(option: string, range?: Range): (text: string) => readonly number[] {
  const one = wholeNumber(option, range);
  return (text) => text.split(",").map(one);
}

/** `64`, a square, or `96x112`: height x width, in pixels. */
export function size(option: string): (text: string) => number | [height: number, width: number] {
  return (text) => {
    const [, height, width] = /^(\d{1,4})(?:x(\d{1,4}))?$/i.exec(text) ?? [];
    if (height === undefined) throw refused(option, "a number of pixels or HEIGHTxWIDTH, e.g. 64 or 96x80", text);
    return width === undefined ? Number(height) : [Number(height), Number(width)];
  };
}

/** A whole number, or several between commas. */
export function list(option: string): (text: string) => number | number[] {
  const one = wholeNumber(option);
  return (text) => (text.includes(",") ? text.split(",").map(one) : one(text));
}

/** Where a threshold is put: `eer`, `accuracy`, `f1`, or `far=0.001`. */
export function operatingPoint(option: string): (text: string) => OperatingPoint {
  const rate = number(`${option} far`, { min: 0, above: true, max: 1 });
  return (text) => {
    const [, share] = /^far=(.*)$/.exec(text) ?? [];
    if (share !== undefined) return { far: rate(share) };
    if (text === "best-f1") return "f1";
    if (text === "eer" || text === "accuracy" || text === "f1") return text;
    throw refused(option, "eer, accuracy, f1 or far=RATE, e.g. far=0.001", text);
  };
}

/** Names between commas; an empty list for `none`. */
export function names(text: string): readonly string[] {
  return text === "none"
    ? []
    : text
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "");
}

/** `0,5`: two numbers. */
export function range(option: string): (text: string) => [number, number] {
  return (text) => {
    const parts = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
    if (parts.length === 2 && parts.every(Number.isFinite)) return [parts[0]!, parts[1]!];
    throw refused(option, "two numbers such as 0,5", text);
  };
}

/** `128` pictures, or `32x4`: classes x samples of each. */
export function batch(option: string): (text: string) => number | { classes: number; samples: number } {
  return (text) => {
    const [, classes, samples] = /^(\d{1,6})(?:x(\d{1,6}))?$/i.exec(text) ?? [];
    if (classes === undefined) throw refused(option, "a number of pictures or CLASSESxSAMPLES, e.g. 128 or 32x4", text);
    return samples === undefined ? Number(classes) : { classes: Number(classes), samples: Number(samples) };
  };
}

/** A share from 0 to below 1, or anything else, which is a path. */
export function shareOrPath(option: string): (text: string) => number | string {
  const share = number(option, { min: 0, max: 0.99 });
  return (text) => (text.trim() !== "" && !Number.isNaN(Number(text)) ? share(text) : text);
}

/** `price=number,code=ignore`: words by name. */
export function pairsOfWords(option: string): (text: string) => Readonly<Record<string, string>> {
  return (text) => {
    const parts = names(text).map((part) => /^(.+)=([^=]+)$/.exec(part));
    if (parts.length === 0 || parts.includes(null)) throw refused(option, "NAME=WORD between commas", text);
    return Object.fromEntries(parts.map((part) => [part![1]!.trim(), part![2]!.trim()]));
  };
}

/** A file to write a model to. */
export function modelFile(option: string): (text: string) => string {
  return (text) => {
    if (!text.endsWith(".onnx")) throw refused(option, "a name that ends in .onnx", text);
    return text;
  };
}

/** One of `known`. */
export function word(option: string, known: readonly string[]): (text: string) => string {
  return (text) => {
    if (!known.includes(text)) throw unknownName(option, text, known);
    return text;
  };
}

/** Text that may be JSON, of options whose type only their owner knows: `2`, `true`, `[1,2]`, else the text itself. */
export function anyValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function rangeText({ min = -Infinity, above = false, max = Infinity }: Range): string {
  if (Number.isFinite(min) && Number.isFinite(max))
    return above ? ` above ${min}, up to ${max}` : ` within ${min}..${max}`;
  return Number.isFinite(min) ? ` ${above ? ">" : ">="} ${min}` : Number.isFinite(max) ? ` <= ${max}` : "";
}

function refused(option: string, expected: string, got: string): KindredError {
  return new KindredError("INVALID_OPTION", `${option}: expected ${expected}, got "${got}"`);
}
