// What a request holds as what a model takes. A string is never taken for a path: nobody reads the server's files over HTTP.
//
//   pictures   base64 of a picture file (also as a data URL), or {"width", "height", "channels", "data": base64 of pixels};
//              as a file of a form: a picture file
//   series     [0.1, 0.2, null] of one channel, [[0.1, 3], [0.2, 4]] of several, step after step; null is a gap;
//              as a file: a step a line, or JSON
//   texts      a string; as a file: UTF-8
//   records    {"column": value}; as a file: JSON

import { z } from "zod";
import { check, KindredError } from "../core/errors.js";
import { decodeImage } from "../data/decode.js";
import { channelsOf } from "../data/image-spec.js";
import { parseSeriesText } from "../data/series-text.js";
import type { RowInput } from "../data/records/row.js";
import { seriesOf, type Series } from "../data/series.js";
import type { EmbedInput, ModelInfo } from "../model/index.js";
import { checkSeries } from "../model/series-source.js";
import { parseJson } from "./json.js";

export interface InputLimits {
  /** Of a picture, before it is shrunk. */
  readonly maxPixels: number;
  /** Numbers of a series, steps x channels; characters of a text. */
  readonly maxValues: number;
}

/**
 * Of a picture its file, which has yet to be decoded. `where` names the value in messages: "a", "inputs.3".
 *
 * @throws INVALID_INPUT, DATA_INVALID, DATA_EMPTY, TOO_LARGE
 */
export function readInput(
  given: unknown,
  where: string,
  { input }: Pick<ModelInfo, "input">,
  limits: InputLimits,
): EmbedInput {
  if (input.kind === "image") return pictureFile(given, where);
  if (input.kind === "series") return readSeries(given, where, input.channels, limits);
  return input.kind === "text" ? readText(given, where, limits) : readRecord(given, where);
}

/** As `readInput`, and decodes pictures, with as many pixels as are allowed. Throws IMAGE_UNREADABLE as well. */
export async function readAndDecode(
  given: unknown,
  where: string,
  info: Pick<ModelInfo, "input">,
  limits: InputLimits,
): Promise<EmbedInput> {
  const { input } = info;
  const read = readInput(given, where, info, limits);
  if (input.kind !== "image") return read;
  const data = await decodeImage(read as Uint8Array, input, { name: where, maxPixels: limits.maxPixels });
  return { width: input.width, height: input.height, channels: channelsOf(input), data };
}

/** The file of a picture, as it came or made of its pixels. Throws INVALID_INPUT. */
export function pictureFile(given: unknown, where: string): Uint8Array {
  return isRecord(given) ? pixelFile(given, where) : bytesOf(given, where);
}

function bytesOf(given: unknown, where: string): Uint8Array {
  if (given instanceof Uint8Array) return given;
  check(
    typeof given === "string",
    "INVALID_INPUT",
    () => `${where}: expected a picture in base64, got ${kindOf(given)}`,
  );
  return fromBase64(given, where);
}

/** Base64 with or without the head of a data URL; strict, because half a picture would be a riddle. */
function fromBase64(text: string, where: string): Buffer {
  const comma = text.startsWith("data:") ? text.indexOf(",") + 1 : 0;
  const data = comma === 0 ? text : text.slice(comma);
  const valid = data.length > 0 && data.length % 4 !== 1 && !/[^A-Za-z0-9+/=_-]/.test(data);
  check(valid, "INVALID_INPUT", `${where}: expected a picture in base64, got a string that is none`);
  return Buffer.from(data, "base64");
}

const pixelFields = z.strictObject({
  width: z.int().min(1),
  height: z.int().min(1),
  channels: z.union([z.literal(1), z.literal(3)]),
  data: z.string(),
});

/** Pixels as a file that the decoder reads: a header of one line, then the bytes (netpbm). */
function pixelFile(given: Readonly<Record<string, unknown>>, where: string): Buffer {
  const result = pixelFields.safeParse(given);
  check(result.success, "INVALID_INPUT", () => {
    return `${where}: expected {width, height, channels: 1 or 3, data: base64}, got ${kindOf(given)}`;
  });
  const { width, height, channels, data } = result.data;
  const pixels = fromBase64(data, where);
  const wanted = width * height * channels;
  check(pixels.length === wanted, "INVALID_INPUT", () => {
    return `${where}: ${width}x${height} with ${channels} channels takes ${wanted} bytes, got ${pixels.length}`;
  });
  return Buffer.concat([Buffer.from(`P${channels === 1 ? 5 : 6}\n${width} ${height}\n255\n`), pixels]);
}

function readSeries(given: unknown, where: string, channels: number, { maxValues }: InputLimits): Series {
  const value = given instanceof Uint8Array ? textOf(given, where) : given;
  const series = typeof value === "string" && !value.trimStart().startsWith("[") ? ofText(value) : ofSteps(value);
  check(series.values.length <= maxValues, "TOO_LARGE", () => {
    return `${where}: ${series.values.length} values exceed the limit of ${maxValues}`;
  });
  checkSeries(series, channels, where);
  return series;

  function ofText(text: string): Series {
    check(given instanceof Uint8Array, "INVALID_INPUT", `${where}: expected an array of steps, got a string`);
    return parseSeriesText(text, where);
  }
  function ofSteps(steps: unknown): Series {
    return stepsOf(typeof steps === "string" ? parseJson(steps, `${where}: expected JSON`) : steps, where, channels);
  }
}

/** `[0.1, 0.2]` or `[[0.1, 3], [0.2, 4]]`. */
function stepsOf(steps: unknown, where: string, channels: number): Series {
  check(Array.isArray(steps), "INVALID_INPUT", () => `${where}: expected an array of steps, got ${kindOf(steps)}`);
  const values = new Float32Array(steps.length * channels);
  steps.forEach((step: unknown, index) => {
    const cells: readonly unknown[] = Array.isArray(step) ? step : [step];
    check(cells.length === channels, "INVALID_INPUT", () => {
      return `${where}: the model takes ${channels} channels, step ${index} has ${cells.length}`;
    });
    cells.forEach((cell, channel) => {
      const valid = cell === null || (typeof cell === "number" && Number.isFinite(Math.fround(cell)));
      check(valid, "INVALID_INPUT", () => `${where}: step ${index}: expected a number or null, got ${kindOf(cell)}`);
      values[index * channels + channel] = cell === null ? NaN : cell;
    });
  });
  return seriesOf(values, channels, where);
}

function readText(given: unknown, where: string, { maxValues }: InputLimits): string {
  const text = given instanceof Uint8Array ? textOf(given, where) : given;
  check(typeof text === "string", "INVALID_INPUT", () => `${where}: expected a text, got ${kindOf(text)}`);
  check(text.length <= maxValues, "TOO_LARGE", () => {
    return `${where}: a text of ${text.length} characters exceeds the limit of ${maxValues}`;
  });
  return text;
}

const cells = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Only the columns themselves: a string would be taken for the path of a table. */
function readRecord(given: unknown, where: string): RowInput {
  const row = given instanceof Uint8Array ? parseJson(textOf(given, where), `${where}: expected JSON`) : given;
  check(isRecord(row), "INVALID_INPUT", () => `${where}: expected an object with columns, got ${kindOf(row)}`);
  const result = cells.safeParse(row);
  check(result.success, "INVALID_INPUT", `${where}: a column holds text, a number, true, false or null`);
  return result.data;
}

function textOf(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new KindredError("INVALID_INPUT", `${where}: the file is no text in UTF-8`, { cause });
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** What came, in a word or two; never what is in it, which may be long or secret. */
function kindOf(value: unknown): string {
  if (value instanceof Uint8Array) return "a file";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isRecord(value))
    return `an object with ${Object.keys(value).slice(0, 8).join(", ").slice(0, 80) || "nothing in it"}`;
  if (value === null || value === undefined) return "nothing";
  return typeof value === "string" ? "a string" : `a ${typeof value}`;
}
