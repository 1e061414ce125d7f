// One batch: pictures are decoded, other inputs are read, and the encoder runs once over all that could be. Runs in a process of
// its own (lane-process.ts), or in the service's where that has no lanes.

import { row } from "../core/embeddings.js";
import { KindredError } from "../core/errors.js";
import { decodeImage } from "../data/decode.js";
import { pixelsOf } from "../data/image-spec.js";
import { inParallel, parallelDecodes } from "../data/parallel.js";
import type { EmbedInput, ImageInput, SiameseModel } from "../model/index.js";

export interface NamedInput {
  /** What messages call it. */
  readonly where: string;
  /** Of pictures: the bytes of a file. */
  readonly input: EmbedInput;
}

/** A row `[D]`, or why there is none. */
export type Outcome = Float32Array | KindredError;

/** What makes embeddings of one model, a batch at a time. */
export interface Encoder {
  /** An outcome for each input, in their order. Throws where the batch fails as a whole. */
  encode(inputs: readonly NamedInput[]): Promise<readonly Outcome[]>;
}

/** @param maxPixels - of a picture, before it is shrunk */
export function encoderOf(model: SiameseModel, maxPixels: number): Encoder {
  const { input } = model.info;
  return {
    encode: (inputs) =>
      input.kind === "image" ? encodePictures(model, input, inputs, maxPixels) : encodeOthers(model, inputs),
  };
}

async function encodePictures(
  model: SiameseModel,
  spec: ImageInput,
  inputs: readonly NamedInput[],
  maxPixels: number,
): Promise<readonly Outcome[]> {
  const decoded: (Uint8Array | KindredError)[] = [];
  await inParallel(inputs.length, parallelDecodes, async (index) => {
    const { where, input } = inputs[index]!;
    try {
      decoded[index] = await decodeImage(input as Uint8Array, spec, { name: where, maxPixels });
    } catch (error) {
      if (!(error instanceof KindredError)) throw error;
      decoded[index] = error;
    }
  });
  const readable = decoded.flatMap((each) => (each instanceof KindredError ? [] : [each]));
  if (readable.length === 0) return decoded as KindredError[];
  const each = pixelsOf(spec);
  const pixels = new Uint8Array(readable.length * each);
  readable.forEach((picture, i) => pixels.set(picture, i * each));
  const embeddings = await model.embedPixels(pixels, { batchSize: readable.length });
  let next = 0;
  return decoded.map((one) => (one instanceof KindredError ? one : row(embeddings, next++)));
}

async function encodeOthers(model: SiameseModel, inputs: readonly NamedInput[]): Promise<readonly Outcome[]> {
  const given = inputs.map(({ input }) => input);
  const embeddings = await model.embed(given, { batchSize: given.length, unreadable: "skip" });
  const failed = new Map(embeddings.unreadable.map(({ index, message }) => [index, message]));
  let next = 0;
  return inputs.map(({ where }, index) => {
    const message = failed.get(index);
    // The model names an input by its place in the batch, which is nobody's business.
    if (message !== undefined) return new KindredError("INVALID_INPUT", message.replace(/^input \d+/, where));
    return row(embeddings, next++);
  });
}
