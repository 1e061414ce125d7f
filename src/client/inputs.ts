// Inputs on their way to the service. Where one of them is a file, the request is a form (bytes as they are, a third less than in
// base64); otherwise it is JSON.
//
//   Blob, ArrayBuffer, Uint8Array    a file: a picture, a series, a text in UTF-8, a record in JSON
//   { width, height, channels, data }  pixels, which travel as a file of netpbm: P5 (grey) or P6 (colour), a head of one line, the bytes
//   text, series, records            what they are; in a form a series or a record is a file of JSON
//
// A form breaks the lines of its text fields in its own way (CRLF); so text of several lines is sent as a file, and names with a line's
// end are refused rather than changed.

import { check } from "../core/errors.js";

/** Pixels row by row, `[height, width, channels]`, 0 to 255; `channels` is 1 (grey) or 3 (red, green, blue). */
export interface PixelInput {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array | Uint8ClampedArray;
}

export type FileInput = Blob | ArrayBuffer | Uint8Array;

/** A cell of a record; null is missing. */
export type Cell = string | number | boolean | null;

/**
 * What the model takes: a picture as a file, as its pixels or as a string of base64; a series as its steps, of several channels an
 * array for each, where null is a gap; a text; a record by its columns. Each also as a file.
 */
export type Input =
  | FileInput
  | PixelInput
  | string
  | readonly (number | null)[]
  | readonly (readonly (number | null)[])[]
  | Readonly<Record<string, Cell>>;

/** Fields of a body; undefined is absent. */
export type Fields = Readonly<Record<string, unknown>>;

/** A body as fetch takes it: a form where any of `inputs` is a file, else JSON. Throws INVALID_INPUT. */
export function bodyOf(fields: Fields, inputs: Readonly<Record<string, Input | readonly Input[]>>): FormData | string {
  const given = Object.entries(inputs).flatMap(([name, value]) => {
    const list = name === "inputs" ? (value as readonly Input[]) : [value as Input];
    return list.map((input) => ({ name, input }));
  });
  if (!given.some(({ input }) => isFile(input))) return JSON.stringify({ ...fields, ...inputs });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, fieldOf(name, value));
  for (const { name, input } of given) {
    if (typeof input === "string" && !/[\r\n]/.test(input)) form.append(name, input);
    else form.append(name, blobOf(name, input), "file");
  }
  return form;
}

function isFile(input: Input): input is FileInput | PixelInput {
  return input instanceof Blob || input instanceof ArrayBuffer || input instanceof Uint8Array || isPixels(input);
}

function isPixels(input: Input): input is PixelInput {
  if (typeof input !== "object" || input === null || !("data" in input)) return false;
  return input.data instanceof Uint8Array || input.data instanceof Uint8ClampedArray;
}

/** Text as it is, other values as JSON. */
function fieldOf(name: string, value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  check(!/[\r\n]/.test(value), "INVALID_INPUT", `client: ${name} must not have a line's end beside a file`);
  return value;
}

function blobOf(name: string, input: Input): Blob {
  if (input instanceof Blob) return input;
  if (input instanceof ArrayBuffer || input instanceof Uint8Array) return new Blob([input]);
  if (!isPixels(input)) return new Blob([typeof input === "string" ? input : JSON.stringify(input)]);
  const { width, height, channels, data } = input;
  const wanted = width * height * channels;
  check((channels === 1 || channels === 3) && data.length === wanted, "INVALID_INPUT", () => {
    return `client: ${name}: ${width}x${height} with ${channels} channels (1 or 3) takes ${wanted} bytes, got ${data.length}`;
  });
  return new Blob([`P${channels === 1 ? 5 : 6}\n${width} ${height}\n255\n`, data]);
}
