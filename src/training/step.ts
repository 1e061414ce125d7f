// One training step as one graph: items and numbers in, the loss out, and everything that changes renewed.
//
//   images | series, lengths; labels | same, score, learning_rate, step, augment.*, dropout noises, parameters, states,
//   optimiser states
//     -> augmentation -> encoder -> loss -> gradients -> clipping -> optimiser ->
//   loss, gradient_norm, metric:NAME, next:NAME of every parameter, state and optimiser state
//
// With labels, a memory of earlier batches may stand behind the batch (memory.ts), and a miner between batch and loss.
// The graph is specialised to its batch size, and of series to the length they are padded to.

import {
  createScope,
  type NoiseSpec,
  type Scope,
  type ScopeContents,
  type ParameterSpec,
  type StateSpec,
} from "../encoders/scope.js";
import type { Encoder } from "../encoders/encoder.js";
import { type Tensor, cast, constant, encodeModel, gradients, input, lower, or, size, split } from "../graph/index.js";
import { maskedMean } from "../losses/pair-table.js";
import type { Loss, LossResult } from "../losses/loss.js";
import { marginUnit } from "../losses/margin-unit.js";
import { batchMasks, type LabelledBatch, type Mined, type Miner } from "../miners/index.js";
import { encode } from "../model/encoder-graph.js";
import type { ModelInput } from "../model/model-input.js";
import { clipByNorm } from "./clip.js";
import { renewedInPlace } from "./in-place.js";
import { remembered, type MemoryOptions, type Remembered } from "./memory.js";
import type { Optimiser } from "./optimiser.js";
import { stepInput, type StepAugmentation } from "./step-input.js";

/** Prefix of the names of a loss's own parameters. */
export const lossScope = "loss";

/** Prefix of the names of a miner's random numbers. */
const minerScope = "miner";

export interface StepSpec {
  readonly encoder: Encoder;
  readonly loss: Loss;
  readonly optimiser: Optimiser;
  readonly input: ModelInput;
  readonly augmentation: StepAugmentation;
  /** That series are padded to. */
  readonly steps?: number | undefined;
  /** Whether some series are shorter than that. @defaultValue true */
  readonly padded?: boolean | undefined;
  /** Items in a batch. */
  readonly batchSize: number;
  /** What is known about them: their classes, or (first half left sides, second half right sides) that they are pairs or views. */
  readonly supervision: "labels" | "pairs" | "views";
  /** Whether pairs come with scores. @defaultValue false */
  readonly graded?: boolean;
  /** Number of classes, where there are classes. */
  readonly classes?: number;
  /** 1 for each class of impostors: two of their items make no pair. `[classes]` @defaultValue there are none */
  readonly impostorClasses?: Uint8Array;
  /** With labels: chooses the pairs and triplets that count. Absent: all, or what the loss mines by itself. */
  readonly miner?: Miner;
  /** With labels: earlier batches to compare with. */
  readonly memory?: Required<MemoryOptions>;
  /** Gradients are scaled down to this norm, all parameters together. Absent: never. */
  readonly clip?: number;
  /** The runtime's blocked image layout (engine's `blockSize`): faster convolutions. Absent: plain images. */
  readonly block?: number | undefined;
}

/** A tensor that is carried from step to step, fed as `name` and coming back as `next:name`. */
export interface CarriedSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface StepGraph {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  readonly parameters: readonly ParameterSpec[];
  readonly states: readonly StateSpec[];
  /** They begin as zeros. */
  readonly optimiserStates: readonly CarriedSpec[];
  /** The memory of earlier batches; they begin as zeros. */
  readonly memory: readonly CarriedSpec[];
  /** Uniform numbers in [0, 1) to draw for each step. */
  readonly noises: readonly NoiseSpec[];
  /** `augment.*`: to be filled by `drawAugmentation`. */
  readonly draws: readonly CarriedSpec[];
  /** Names of the outputs `metric:NAME`. */
  readonly metrics: readonly string[];
  /** Names of the carried tensors whose new values may be written over the old ones. */
  readonly inPlace: ReadonlySet<string>;
}

/** Name of the output that renews `name`. */
export function nextOf(name: string): string {
  return `next:${name}`;
}

/** Builds the graph. Throws SHAPE_MISMATCH, DATA_INVALID or NO_GRADIENT where the parts do not fit. */
export function buildStep(spec: StepSpec): StepGraph {
  const { encoder, optimiser, batchSize, clip, block } = spec;
  const contents = createScope({ training: true });
  const { scope, parameters, states, noises } = contents;
  const { draws, ...encoderInput } = stepInput(spec.input, spec.augmentation, batchSize, spec.steps, spec.padded);
  const embeddings = encode(encoder, encoderInput, scope);
  const { loss, metrics, memory } = supervised(spec, embeddings, scope);
  const { renewed, optimiserStates, norm } = renewals(contents, loss, optimiser, clip);
  const shown = Object.fromEntries(Object.entries(metrics).map(([name, tensor]) => [`metric:${name}`, tensor]));
  const outputs: Readonly<Record<string, Tensor>> = lower(
    { loss, gradient_norm: norm, ...shown, ...renewed, ...nextValues(memory) },
    { block },
  );
  const carried = [...parameters, ...states, ...optimiserStates, ...memory].map(({ name }) => name);
  return {
    bytes: encodeModel({ outputs }),
    parameters,
    states: states.filter(({ name }) => contents.updates.has(name)),
    optimiserStates,
    memory: memory.map(({ name, shape }) => ({ name, shape })),
    noises,
    draws: draws.map((tensor) => ({ name: nameOf(tensor), shape: tensor.shape.map(Number) })),
    metrics: Object.keys(metrics),
    inPlace: renewedInPlace(outputs, carried, nextOf),
  };
}

export interface Renewals {
  /** Outputs `next:NAME` of every parameter, optimiser state and updated state. */
  readonly renewed: Readonly<Record<string, Tensor>>;
  readonly optimiserStates: readonly CarriedSpec[];
  /** Norm of all gradients, before clipping. */
  readonly norm: Tensor;
}

/** The backward half of a step: gradients of `loss` by everything in the scope, clipping, the optimiser. */
export function renewals(
  { parameters, updates }: Pick<ScopeContents, "parameters" | "updates">,
  loss: Tensor,
  optimiser: Optimiser,
  clip: number | undefined,
): Renewals {
  const raw = gradients(
    loss,
    parameters.map(({ tensor }) => tensor),
  );
  const { gradients: clipped, norm } = clipByNorm(raw, clip);
  const learningRate = input("learning_rate", "float32", []);
  const step = input("step", "float32", []);
  const renewed: Record<string, Tensor> = {};
  const optimiserStates: CarriedSpec[] = [];
  parameters.forEach(({ name, tensor, decay }, i) => {
    const update = optimiser.build({ name, parameter: tensor, gradient: clipped[i]!, learningRate, step, decay });
    renewed[nextOf(name)] = update.value;
    for (const state of update.states) {
      optimiserStates.push({ name: state.name, shape: state.shape });
      renewed[nextOf(state.name)] = state.next;
    }
  });
  for (const [name, value] of updates) renewed[nextOf(name)] = value;
  return { renewed, optimiserStates, norm };
}

interface Supervised extends LossResult {
  readonly memory: Remembered["states"];
}

function supervised(spec: StepSpec, embeddings: Tensor, scope: Scope): Supervised {
  const { loss, batchSize, supervision, graded = false, classes, impostorClasses, miner, memory } = spec;
  const context = { scope: scope.within(lossScope), ...(classes !== undefined && { classes }) };
  if (supervision !== "labels") {
    const half = batchSize / 2;
    const [left, right] = split(embeddings, [half, half], 0);
    const sides = { left: left!, right: right! };
    if (supervision === "views") return { ...loss.build({ embeddings, views: sides }, context), memory: [] };
    const same = input("same", "float32", [half]);
    const score = graded ? { score: input("score", "float32", [half]) } : {};
    return { ...loss.build({ embeddings, pairs: { ...sides, same, ...score } }, context), memory: [] };
  }
  const plain = {
    embeddings,
    labels: input("labels", "int64", [batchSize]),
    ...(impostorClasses && { impostors: constant(impostorClasses, [impostorClasses.length], "bool") }),
  };
  const kept = memory && remembered(plain, memory, input("step", "float32", []));
  const batch = { ...plain, ...(kept && { references: kept.references }) };
  const unit = marginUnit(loss.distance, Number(embeddings.shape[1]));
  const mined = miner?.mine(batch, { scope: scope.within(minerScope), distance: loss.distance, unit });
  const result = loss.build({ ...batch, ...(mined && { mined }) }, context);
  const metrics = { ...result.metrics, ...(mined && { mined: shareMined(batch, mined) }) };
  return { ...result, metrics, memory: kept?.states ?? [] };
}

/** Share of the pairs that the miner kept. */
function shareMined(batch: LabelledBatch, { positive, negative }: Mined): Tensor {
  const { others } = batchMasks(batch);
  return maskedMean(cast(or(positive, negative), "float32"), cast(others, "float32"));
}

function nextValues(states: Remembered["states"]): Record<string, Tensor> {
  return Object.fromEntries(states.map(({ name, next }) => [nextOf(name), next]));
}

function nameOf({ source }: Tensor): string {
  return source.kind === "input" ? source.name : "";
}

/** Number of trained weights. */
export function countParameters({ parameters }: Pick<StepGraph, "parameters">): number {
  return parameters.reduce((count, { shape }) => count + size(shape), 0);
}
