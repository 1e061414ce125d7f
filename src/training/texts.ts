// From a data set of texts to what a training needs of it: a side to train on, a side to validate on, and how texts become numbers.
// Every decision that was not given is told in a sentence.

import { check } from "../core/errors.js";
import { sharedContent, sharedContentWarning, openTokeniser, type Dataset } from "../data/index.js";
import { byteVocabulary } from "../data/tokens/bytes.js";
import { chooseBuckets } from "./buckets.js";
import { defaults } from "./defaults.js";
import type { TrainOptions } from "./options.js";
import { textItems } from "./text-items.js";
import { splitSides, type TrainingData, type TrainingWarning } from "./training-data.js";

/** With fewer classes than this, new texts of known classes are what will be asked about. */
const fewClasses = 10;

/** Tokens that are read of a text, at most, where nothing is said: what is longer costs time and tells little more. */
const longestByDefault = { bytes: 512 } as const;

type TextOptions = Pick<TrainOptions, "validation" | "seed" | "zNormalise" | "size" | "colour" | "rotateClasses">;

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
  const within = dataset.pairs === undefined && dataset.classes.length < fewClasses ? "items" : "classes";
  const sides = splitSides(dataset, { within, seed, validation: options.validation, unlabelled });
  const unit = "bytes";
  const tokens = { unit, vocabulary: byteVocabulary, longest: longestByDefault[unit], lowercase: true } as const;
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
  const shared = sharedContentWarning(copies, training.dataset, validation.dataset);
  return {
    ...{ whole: store(dataset), training, validation, heldOut: sides.heldOut },
    input: { kind: "text", ...tokens },
    augment: "text",
    buckets,
    choices: [textChoice(dataset, unit, lengths, buckets), ...scoresChoice(dataset), ...sides.choices],
    warnings: [
      ...sides.warnings(shared === undefined ? [] : [shared]),
      ...cutWarning(encoded.filter(({ cut }) => cut).length, tokens.longest, unit),
    ],
  };
}

function textChoice(dataset: Dataset, unit: string, lengths: readonly number[], buckets: readonly number[]): string {
  const source = dataset.pairs === undefined ? "texts with their classes" : "pairs of texts";
  const padded = buckets.length === 1 ? "" : `; batches padded to ${buckets.join(", ")}`;
  return `${source}, read as ${unit}, ${Math.min(...lengths)} to ${Math.max(...lengths)} of them${padded}`;
}

function scoresChoice({ pairs, scoreRange }: Dataset): string[] {
  if (scoreRange === undefined || pairs?.[0]?.score === undefined) return [];
  const [from, to] = scoreRange;
  return [
    `scores from ${from} (not alike) to ${to} (alike); where only that is asked, pairs from ${(from + to) / 2} on are the same`,
  ];
}

function cutWarning(count: number, longest: number, unit: string): TrainingWarning[] {
  if (count === 0) return [];
  const message = `${count} ${count === 1 ? "text" : "texts"} cut: the model reads ${longest} ${unit}`;
  return [{ code: "TEXTS_CUT", message }];
}
