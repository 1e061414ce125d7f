// The training benchmark's cases, the same as PyTorch's side has (see benchmarks/train.ts): one step is the forward pass of
// both twins (one batch, first half against second half), contrastive loss on the Euclidean distance, backward, Adam.

import { euclidean } from "../../src/distances/index.js";
import { type Encoder, createScope } from "../../src/encoders/index.js";
import { conv4 } from "../../src/encoders/conv4.js";
import { koch } from "../../src/encoders/koch.js";
import { mlp } from "../../src/encoders/mlp.js";
import { type HostTensor, type Session, blockSize, runtime } from "../../src/engine/index.js";
import { type Tensor, encodeModel, gradients, input, lower, size, split } from "../../src/graph/index.js";
import { contrastive } from "../../src/losses/contrastive.js";
import { random } from "../../src/core/random.js";
import { adam } from "../../src/training/adam.js";
import { clipByNorm } from "../../src/training/clip.js";

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
  mlp: { shape: [256, 64], encoder: mlp({ layers: [256, 256], embedding: 64, normalise: false, norm: "none" }) },
};

export interface PreparedCase {
  readonly parameters: number;
  /** Runs one step and returns the loss. */
  step(): Promise<number>;
  /** Runs the encoder alone, with its weights fixed in the model. */
  forward(): Promise<void>;
}

/** Builds the graphs and starts the sessions. `profile`: file prefix for ONNX Runtime's profile of the step. */
export async function prepareCase(
  { shape, encoder }: TrainingCase,
  threads: number,
  profile?: string,
): Promise<PreparedCase> {
  const { scope, parameters, states, updates } = createScope({ training: true });
  const embeddings = encoder.build(input("x", "float32", shape), scope);
  const half = shape[0]! / 2;
  const [left, right] = split(embeddings, [half, half], 0) as [Tensor, Tensor];
  const same = input("same", "float32", [half]);
  const { loss } = contrastive({ distance: euclidean() }).build(
    { embeddings, pairs: { left, right, same } },
    { scope },
  );
  const raw = gradients(
    loss,
    parameters.map(({ tensor }) => tensor),
  );
  const clipped = clipByNorm(raw);
  const carried = new Map<string, HostTensor>();
  const outputs: Record<string, Tensor> = { loss };
  const [learningRate, step] = [input("learning_rate", "float32", []), input("step", "float32", [])];
  for (const { name, shape, initialiser } of [...parameters, ...states]) {
    carried.set(name, { dtype: "float32", shape, data: initialiser(random(0, name), shape) });
  }
  parameters.forEach(({ name, tensor, decay }, i) => {
    const update = adam().build({
      name,
      parameter: tensor,
      gradient: clipped.gradients[i]!,
      learningRate,
      step,
      decay,
    });
    outputs[`next:${name}`] = update.value;
    for (const state of update.states) {
      outputs[`next:${state.name}`] = state.next;
      carried.set(state.name, { dtype: "float32", shape: state.shape, data: new Float32Array(size(state.shape)) });
    }
  });
  for (const [name, value] of updates) outputs[`next:${name}`] = value;
  const bytes = encodeModel({ outputs: lower(outputs, { block: await blockSize(runtime) }) });
  const session = await runtime.createSession(bytes, { threads, ...(profile !== undefined && { profile }) });
  const forwardSession = await forwardOnly({ shape, encoder }, carried, threads);
  const x = noise(shape, "x");
  let count = 0;
  const into: Record<string, HostTensor> = {};
  for (const [name, { shape, data }] of carried) {
    if (outputs[`next:${name}`] !== undefined)
      into[`next:${name}`] = { dtype: "float32", shape, data: new Float32Array(data.length) };
  }
  const halves = Float32Array.from({ length: half }, (_, i) => i % 2);
  return {
    parameters: parameters.reduce((total, { shape }) => total + size(shape), 0),
    async step() {
      const feeds = {
        ...Object.fromEntries(carried),
        x,
        same: { dtype: "float32", shape: [half], data: halves } as const,
        learning_rate: { dtype: "float32", shape: [], data: Float32Array.of(1e-3) } as const,
        step: { dtype: "float32", shape: [], data: Float32Array.of(++count) } as const,
      };
      const results = await session.run(feeds, into);
      for (const name of Object.keys(into)) {
        const before = carried.get(name.slice("next:".length))!;
        carried.set(name.slice("next:".length), results[name]!);
        into[name] = before;
      }
      return results["loss"]!.data[0] as number;
    },
    async forward() {
      await forwardSession.run({ x });
    },
  };
}

/** The exported form of the encoder: weights inside, so that ONNX Runtime prepares them once. */
async function forwardOnly(
  { shape, encoder }: TrainingCase,
  carried: ReadonlyMap<string, HostTensor>,
  threads: number,
): Promise<Session> {
  const { scope, parameters, states } = createScope({ training: false });
  const embeddings = encoder.build(input("x", "float32", ["batch", ...shape.slice(1)]), scope);
  const weights = new Map([...parameters, ...states].map(({ name }) => [name, carried.get(name)!.data]));
  return runtime.createSession(encodeModel({ outputs: lower({ embeddings }), weights }), { threads });
}

function noise(shape: readonly number[], stream: string): HostTensor {
  const generator = random(1, stream);
  return { dtype: "float32", shape, data: Float32Array.from({ length: size(shape) }, () => generator.normal()) };
}
