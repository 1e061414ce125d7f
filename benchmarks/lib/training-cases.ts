// The training benchmark's cases, the same as PyTorch's side has (see benchmarks/train.ts): one step is the forward pass of
// both twins (one batch, first half against second half), contrastive loss on the Euclidean distance, backward, Adam.

import { euclidean } from "../../src/distances/index.js";
import { type Encoder, createScope } from "../../src/encoders/index.js";
import { conv4 } from "../../src/encoders/conv4.js";
import { koch } from "../../src/encoders/koch.js";
import { mlp } from "../../src/encoders/mlp.js";
import { recurrent } from "../../src/encoders/recurrent.js";
import { type HostTensor, type Session, blockSize, runtime } from "../../src/engine/index.js";
import { type Tensor, encodeModel, input, lower, size, split } from "../../src/graph/index.js";
import { contrastive } from "../../src/losses/contrastive.js";
import { encodeEncoder } from "../../src/model/index.js";
import { random } from "../../src/core/random.js";
import { adam } from "../../src/training/adam.js";
import { type Tensors, createCarried } from "../../src/training/carried.js";
import { renewedInPlace } from "../../src/training/in-place.js";
import { type StepGraph, countParameters, nextOf, renewals } from "../../src/training/step.js";

export interface TrainingCase {
  readonly shape: readonly number[];
  readonly encoder: Encoder;
}

/** By name; shapes and widths as in the peers' script. */
export const trainingCases: Readonly<Record<string, TrainingCase>> = {
  conv4: { shape: [128, 1, 28, 28], encoder: conv4({ norm: "none", embedding: 64, normalise: false }) },
  conv4bn: { shape: [128, 1, 28, 28], encoder: conv4({ embedding: 64, normalise: false }) },
  "conv4-105": { shape: [64, 1, 105, 105], encoder: conv4({ norm: "none", embedding: 128, normalise: false }) },
  koch: { shape: [16, 1, 105, 105], encoder: koch() },
  lstm: { shape: [128, 50, 16], encoder: recurrent({ normalise: false }) },
  gru: { shape: [128, 50, 16], encoder: recurrent({ cell: "gru", normalise: false }) },
  bilstm2: {
    shape: [64, 100, 8],
    encoder: recurrent({ width: 128, layers: 2, bidirectional: true, normalise: false }),
  },
  mlp: { shape: [256, 64], encoder: mlp({ layers: [256, 256], embedding: 64, normalise: false, norm: "none" }) },
};

export interface PreparedCase {
  readonly parameters: number;
  /** Runs one step and returns the loss. */
  step(): Promise<number>;
  /** Runs the encoder alone, with its weights fixed in a model of its own, which the first call makes. */
  forward(): Promise<void>;
  /** Ends the sessions; only then is a profile whole. */
  release(): Promise<void>;
}

/** Builds the graphs and starts the sessions. `profile`: file prefix for ONNX Runtime's profile of the step. */
export async function prepareCase(chosen: TrainingCase, threads: number, profile?: string): Promise<PreparedCase> {
  const { graph, same } = await trainingGraph(chosen);
  const profiling = profile === undefined ? {} : { profile };
  const session = await runtime.createSession(graph.bytes, { threads, inPlace: true, ...profiling });
  const carried = createCarried(graph, 0);
  let forwardSession: Promise<Session> | undefined;
  const x = noise(chosen.shape, "x");
  let count = 0;
  return {
    parameters: countParameters(graph),
    async step() {
      const learning_rate: HostTensor = { dtype: "float32", shape: [], data: Float32Array.of(1e-3) };
      const step: HostTensor = { dtype: "float32", shape: [], data: Float32Array.of(++count) };
      const feeds = { ...carried.current(), x, same, learning_rate, step };
      const results = await session.run(feeds, carried.targets());
      carried.advance(results);
      return results["loss"]!.data[0] as number;
    },
    async forward() {
      forwardSession ??= forwardOnly(chosen, carried.current(), threads);
      await (await forwardSession).run({ x });
    },
    async release() {
      await Promise.all([session.release(), forwardSession?.then((own) => own.release())]);
    },
  };
}

async function trainingGraph({ shape, encoder }: TrainingCase): Promise<{ graph: StepGraph; same: HostTensor }> {
  const contents = createScope({ training: true });
  const { scope, parameters, states, noises } = contents;
  const embeddings = encoder.build(input("x", "float32", shape), scope);
  const half = shape[0]! / 2;
  const [left, right] = split(embeddings, [half, half], 0) as [Tensor, Tensor];
  const same = input("same", "float32", [half]);
  const pairs = { left, right, same };
  const { loss } = contrastive({ distance: euclidean(), balance: false }).build({ embeddings, pairs }, { scope });
  const { renewed, optimiserStates } = renewals(contents, loss, adam(), undefined);
  const outputs = lower({ loss, ...renewed }, { block: await blockSize(runtime) });
  const names = [...parameters, ...states, ...optimiserStates].map(({ name }) => name);
  return {
    graph: {
      ...{ bytes: encodeModel({ outputs }), parameters, states, optimiserStates, noises },
      ...{ memory: [], draws: [], metrics: [] },
      inPlace: renewedInPlace(outputs, names, nextOf),
    },
    same: { dtype: "float32", shape: [half], data: Float32Array.from({ length: half }, (_, i) => i % 2) },
  };
}

/** The exported form of the encoder: weights inside, so that ONNX Runtime prepares them once. */
async function forwardOnly({ shape, encoder }: TrainingCase, carried: Tensors, threads: number): Promise<Session> {
  const { scope, parameters, states } = createScope({ training: false });
  const x = input("x", "float32", ["batch", ...shape.slice(1)]);
  const embeddings = encoder.build(x, scope);
  const own = [...parameters, ...states];
  const weights = new Map(own.map(({ name }) => [name, carried[name]!.data]));
  return runtime.createSession(encodeEncoder({ fed: [x], embeddings, weights: own }, { weights }), { threads });
}

function noise(shape: readonly number[], stream: string): HostTensor {
  const generator = random(1, stream);
  return { dtype: "float32", shape, data: Float32Array.from({ length: size(shape) }, () => generator.normal()) };
}
