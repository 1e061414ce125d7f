// A model's description in words: names and values, one a line.

import { channelsOf } from "../data/image-spec.js";
import type { ModelInfo, Named } from "../model/format.js";
import { itemNoun, type ModelInput } from "../model/model-input.js";
import { area, counted, duration, measure, percent } from "./figures.js";

type Line = readonly [name: string, value: string];

/** Everything that `info` tells. */
export function modelLines(info: ModelInfo): Line[] {
  const { input, embedding, encoder, distance, training } = info;
  return [
    ["takes", inputText(input)],
    ["gives", `embeddings of ${counted(embedding, "number")}`],
    ["encoder", named(encoder)],
    ["distance", named(distance)],
    ...decisionLines(info),
    ...(training === undefined ? [] : trainingLines(training, input)),
    ...refitLines(info),
    ...validationLines(info),
    ["written", `${info.created} by Kindred ${info.kindred}, format ${info.format}`],
  ];
}

function inputText(input: ModelInput): string {
  if (input.kind === "series") {
    const brought = input.resample === undefined ? "" : `, brought to ${input.resample} steps`;
    const own = input.zNormalise ? ", each centred and scaled by itself" : "";
    return `series of any length, ${counted(input.channels, "channel")}${brought}${own}`;
  }
  if (input.kind === "record") {
    const columns = input.columns.map(({ name, type }) => `${name} (${type})`);
    return `rows of a table with the columns ${columns.join(", ")}`;
  }
  if (input.kind === "text") {
    const { unit, longest, lowercase } = input;
    return `texts, read as ${unit}, ${longest} at most${lowercase ? ", capital letters as small ones" : ""}`;
  }
  const { height, width, fit } = input;
  const colour = channelsOf(input) === 1 ? "grey" : "colour";
  const how = fit === "pad" ? "padded to this shape" : "stretched to it";
  return `pictures of any size, brought to ${width} wide, ${height} high, ${colour}, ${how}`;
}

/** What to say of texts that are longer than the model reads. */
export function cutNote(cut: number, input: ModelInput): string {
  const read = input.kind === "text" ? `: the model reads ${input.longest} ${input.unit}` : "";
  return `${counted(cut, "text")} cut${read}`;
}

/** How it decides. */
export function decisionLines({ threshold, calibration }: ModelInfo): Line[] {
  return [
    ["threshold", threshold === undefined ? "none: trained without validation" : thresholdText(threshold)],
    ["similarity", calibration === undefined ? "not calibrated" : calibrationText(calibration)],
  ];
}

/** On held-out classes; empty where there were none. */
export function validationLines({ training, input }: ModelInfo): Line[] {
  const validation = training?.validation;
  if (validation === undefined) return [];
  const { auc, eer, pearson, spearman, items, classes } = validation;
  const followed = pearson === undefined ? "" : `Pearson ${area(pearson)}, Spearman ${area(spearman ?? NaN)}, `;
  const held = classes > 0 ? ` of ${counted(classes, "class", "classes")}` : "";
  return [
    [
      "validation",
      `${followed}AUC ${area(auc)}, EER ${percent(eer)} on ${counted(items, ...itemNoun(input))}${held} held out`,
    ],
  ];
}

function thresholdText(chosen: NonNullable<ModelInfo["threshold"]>): string {
  const { threshold, far, frr, kind, targetFar, crossFitted } = chosen;
  const why = {
    eer: "where both errors are equal",
    far: `for false accepts of ${percent(targetFar ?? far)}`,
    accuracy: "for most right decisions",
    f1: "at the best F1",
    given: "as given",
  }[kind];
  const rates = (of: { readonly far: number; readonly frr: number }): string =>
    `false accepts ${percent(of.far)}, false rejects ${percent(of.frr)}`;
  const expected = crossFitted === undefined ? "" : `; of new classes expect ${rates(crossFitted)}`;
  return `${measure(threshold)}, ${why}: ${rates({ far, frr })}${expected}`;
}

function calibrationText({ kind, crossFitted }: NonNullable<ModelInfo["calibration"]>): string {
  const error = crossFitted === undefined ? "" : `; calibration error ${percent(crossFitted.ece)}`;
  return `calibrated (${kind}): the probability of the same${error}`;
}

function trainingLines(training: NonNullable<ModelInfo["training"]>, input: ModelInput): Line[] {
  const { items, classes, epochs, steps, seconds, seed, loss } = training;
  const of = classes > 0 ? ` of ${counted(classes, "class", "classes")}` : "";
  const spent = `${counted(epochs, "epoch")}, ${counted(steps, "step")}, ${duration(seconds)}, seed ${seed}`;
  return [
    ["loss", named(loss)],
    ["trained on", `${counted(items, ...itemNoun(input))}${of}, ${spent}`],
  ];
}

/** The second training, on everything; empty where there was none. */
export function refitLines({ training, input }: Pick<ModelInfo, "training" | "input">): Line[] {
  if (training?.refit === undefined) return [];
  const { items, classes, epochs } = training.refit;
  const of = classes > 0 ? ` of all ${counted(classes, "class", "classes")}` : "";
  const what = `on ${counted(items, ...itemNoun(input))}${of}, ${counted(epochs, "epoch")}`;
  return [["trained again", `${what}; threshold, calibration and validation are of the first training`]];
}

/** `conv4 (width 64, embedding 128)`. */
export function named({ name, options }: Named): string {
  const parts = Object.entries(options).map(([key, value]) => `${key} ${briefly(value)}`);
  return parts.length === 0 ? name : `${name} (${parts.join(", ")})`;
}

/** A learned matrix has too many numbers to print. */
function briefly(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
