// From a data set of texts to what a training needs of it: a side to train on, a side to validate on, and how texts become numbers.
// Every decision that was not given is told in a sentence.

import { check } from "../core/errors.js";
import { extent } from "../core/statistics.js";
import {
  sharedContent,
  sharedContentWarning,
  openTokeniser,
  scoresChoice,
  type Dataset,
  type Tokens,
} from "../data/index.js";
import { chooseBuckets } from "./buckets.js";
import { checkTokensOption, chooseTokens } from "./choose-tokens.js";
import { defaults } from "./defaults.js";
import type { TrainOptions } from "./options.js";
import { textItems } from "./text-items.js";
import { splitSides, type TrainingData, type TrainingWarning } from "./training-data.js";

/** With fewer classes than this, new texts of known classes are what will be asked about. */
const fewClasses = 10;

type TextOptions = Pick<
  TrainOptions,
  "tokens" | "encoder" | "seed" | "zNormalise" | "size" | "colour" | "rotateClasses"
> & { readonly validation?: number | undefined };

/** Splits the texts and learns what their tokens are. Throws DATA_TOO_FEW, INVALID_OPTION. */
export async function prepareTexts(dataset: Dataset, options: TextOptions, unlabelled = false): Promise<TrainingData> {
  for (const name of ["size", "colour", "rotateClasses", "zNormalise"] as const) {
    const about = name === "zNormalise" ? "series" : "pictures";
    check(
      options[name] === undefined,
      "INVALID_OPTION",
      `train: ${name} is about ${about}, and ${dataset.root} holds texts`,
    );
  }
  const { seed = defaults.seed } = options;
  if (options.tokens !== undefined) checkTokensOption(options.tokens);
  const within = dataset.pairs === undefined && dataset.classes.length < fewClasses ? "items" : "classes";
  const sides = splitSides(dataset, { within, seed, validation: options.validation, unlabelled });
  const tokens = chooseTokens(
    options,
    sides.train.items.map(({ text }) => text!),
  );
  const tokeniser = await openTokeniser(tokens);
  const encoded = dataset.items.map(({ text }) => tokeniser.encode(text!));
  const lengths = encoded.map(({ ids }) => ids.length);
  const buckets = chooseBuckets(lengths);
  const store = (part: Dataset) => ({
    dataset: part,
    store: textItems(
      part.items.map(({ text }) => text!),
      tokeniser,
      buckets,
    ),
  });
  const [training, validation] = [store(sides.train), store(sides.validation)];
  const copies = sharedContent(training.store, validation.store);
  const scores = scoresChoice(dataset);
  const shared = sharedContentWarning(copies, training.dataset, validation.dataset);
  return {
    ...{ whole: store(dataset), training, validation, heldOut: sides.heldOut },
    input: { kind: "text", ...tokens, ...(dataset.source && { source: dataset.source }) },
    augment: "text",
    buckets,
    choices: [
      textChoice(dataset, tokens, lengths, buckets),
      ...(scores === undefined ? [] : [scores]),
      ...sides.choices,
    ],
    warnings: [
      ...sides.warnings(shared === undefined ? [] : [shared]),
      ...cutWarning(encoded.filter(({ cut }) => cut).length, tokens),
    ],
  };
}

function textChoice(
  dataset: Dataset,
  { unit, vocabulary }: Tokens,
  lengths: readonly number[],
  buckets: readonly number[],
): string {
  const made =
    dataset.origin === "pairs" ? "pairs of texts that are the same: what hangs together is a class" : undefined;
  const source = dataset.pairs !== undefined ? "pairs of texts" : (made ?? "texts with their classes");
  const [least, most] = extent(lengths);
  const padded = buckets.length === 1 ? "" : `; batches padded to ${buckets.join(", ")}`;
  const learned = unit === "bytes" ? "" : ` (${vocabulary} different ones)`;
  return `${source}, read as ${unit}${learned}, ${least} to ${most} of them${padded}`;
}

function cutWarning(count: number, { longest, unit }: Tokens): TrainingWarning[] {
  if (count === 0) return [];
  const message = `${count} ${count === 1 ? "text" : "texts"} cut: the model reads ${longest} ${unit}`;
  return [{ code: "TEXTS_CUT", message }];
}
