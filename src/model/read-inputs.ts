// What a caller hands over, paths, bytes, pixels, series, texts or rows, as a source of batches. What cannot be read is thrown, or remembered.

import { KindredError, check } from "../core/errors.js";
import { pixelsOf, type ImageSpec } from "../data/image-spec.js";
import type { RowInput } from "../data/records/row.js";
import type { Series } from "../data/series.js";
import { failureOf, inOrder, type InputReader, type UnreadableInput } from "./input-reader.js";
import type { ModelInput } from "./model-input.js";
import { nameOfInput, pixelsOfInput, type PictureInput } from "./picture-input.js";
import { pixelSource } from "./pixel-source.js";
import { readRows } from "./read-rows.js";
import type { SeriesInput } from "./series-input.js";
import { byLength, checkSeries, seriesSource } from "./series-source.js";
import type { TextInput } from "./text-input.js";
import { textSource } from "./text-source.js";

/**
 * Of a model of pictures a picture; of a model of series the path of a file with one, or its values; of a model of texts a text; of a
 * model of records a row, as an object, as JSON, or as the path of a table with one row or `PATH#LINE`.
 */
export type EmbedInput = PictureInput | Series | RowInput;

/** Throws IMAGE_UNREADABLE, NOT_FOUND, INVALID_INPUT, DATA_INVALID (at once, or when a batch is asked for), unless "skip". */
export async function readInputs(
  inputs: readonly EmbedInput[],
  input: ModelInput,
  unreadable: "throw" | "skip",
): Promise<InputReader> {
  if (input.kind === "image") return readPictures(inputs as readonly PictureInput[], input, unreadable);
  if (input.kind === "record") return readRows(inputs, input, unreadable);
  if (input.kind === "text") return readTexts(inputs, input, unreadable);
  return readSeriesInputs(inputs as readonly (string | Series)[], input, unreadable);
}

/** Decodes pictures side by side, a batch at a time; where some fail, the first of them is thrown. */
async function readPictures(
  inputs: readonly PictureInput[],
  spec: ImageSpec,
  unreadable: "throw" | "skip",
): Promise<InputReader> {
  const { inParallel, parallelDecodes } = await import("../data/parallel.js");
  const failures = new Map<number, UnreadableInput>();
  const each = pixelsOf(spec);
  const source = pixelSource(spec, inputs.length, async (from, to, target) => {
    await inParallel(to - from, parallelDecodes, async (offset) => {
      const index = from + offset;
      try {
        target.set(await pixelsOfInput(inputs[index]!, spec), offset * each);
      } catch (error) {
        if (unreadable === "throw" || !(error instanceof KindredError)) throw error;
        failures.set(index, failureOf(error, inputs[index]!, index));
      }
    });
  });
  return { source, place: (index) => index, failed: () => inOrder(failures) };
}

/** Reads all series, and puts those of about one length side by side. One that cannot be read is a single zero in its place. */
async function readSeriesInputs(
  inputs: readonly (string | Series)[],
  { channels }: SeriesInput,
  unreadable: "throw" | "skip",
): Promise<InputReader> {
  const failures = new Map<number, UnreadableInput>();
  const series: Series[] = [];
  for (const [index, given] of inputs.entries()) {
    try {
      series.push(await seriesOfInput(given, channels, nameOfInput(given, index)));
    } catch (error) {
      if (unreadable === "throw" || !(error instanceof KindredError)) throw error;
      failures.set(index, failureOf(error, given, index));
      series.push({ steps: 1, channels, values: new Float32Array(channels) });
    }
  }
  const { order, place } = byLength(series.map(({ steps }) => steps));
  const source = seriesSource(Array.from(order, (index) => series[index]!));
  return { source, place: (index) => place[index]!, failed: () => inOrder(failures) };
}

/** Takes all texts apart, and puts those of about one length side by side. What is no text is an empty one in its place. */
async function readTexts(
  inputs: readonly EmbedInput[],
  input: TextInput,
  unreadable: "throw" | "skip",
): Promise<InputReader> {
  const { openTokeniser } = await import("../data/tokens/tokens.js");
  const { encode } = await openTokeniser(input);
  const failures = new Map<number, UnreadableInput>();
  const encoded = inputs.map((given, index) => {
    if (typeof given === "string") return encode(given);
    const error = new KindredError("INVALID_INPUT", `${nameOfInput(given, index)}: the model takes texts`);
    if (unreadable === "throw") throw error;
    failures.set(index, failureOf(error, given, index));
    return encode("");
  });
  const { order, place } = byLength(encoded.map(({ ids }) => ids.length));
  return {
    source: textSource(Array.from(order, (index) => encoded[index]!.ids)),
    place: (index) => place[index]!,
    failed: () => inOrder(failures),
    cut: encoded.filter(({ cut }) => cut).length,
  };
}

async function seriesOfInput(given: string | Series, channels: number, where: string): Promise<Series> {
  const isSeries = typeof given === "object" && "steps" in given;
  check(typeof given === "string" || isSeries, "INVALID_INPUT", `${where}: the model takes series, got a picture`);
  // Loaded when asked for: a page hands over series and has no file to read.
  const series =
    typeof given === "string" ? await (await import("../data/series-dataset.js")).readSeries(given) : given;
  checkSeries(series, channels, where);
  return series;
}
