// Finds out which blocked image layout this machine's ONNX Runtime computes in: 16 channels side by side (AVX-512),
// 8 (AVX2), or none (WebAssembly, most ARM). The layout depends on the processor and is not reported, so it is tried out:
// a small convolution is run in the layout and compared with the same one over plain images.

import { blockImages } from "../graph/blocked/index.js";
import { conv, encodeModel, input } from "../graph/index.js";
import type { HostTensor, Runtime } from "./session.js";

const CHANNELS = 16;
const SIDE = 5;
const known = new WeakMap<Runtime, Promise<number | undefined>>();

/** Channels per block, or undefined where the runtime has no such layout. Tried once per runtime. */
export function blockSize(runtime: Runtime): Promise<number | undefined> {
  let size = known.get(runtime);
  if (size === undefined) known.set(runtime, (size = find(runtime)));
  return size;
}

async function find(runtime: Runtime): Promise<number | undefined> {
  const x = input("x", "float32", [1, CHANNELS, SIDE, SIDE]);
  const w = input("w", "float32", [CHANNELS, CHANNELS, 3, 3]);
  const y = conv(x, w, undefined, { pads: 1 });
  const feeds = { x: pattern([1, CHANNELS, SIDE, SIDE]), w: pattern([CHANNELS, CHANNELS, 3, 3]) };
  const run = async (outputs: typeof y): Promise<Float32Array> => {
    const session = await runtime.createSession(encodeModel({ outputs: { y: outputs } }), {
      threads: 1,
      optimise: false,
    });
    try {
      return (await session.run(feeds))["y"]!.data as Float32Array;
    } finally {
      await session.release();
    }
  };
  const expected = await run(y);
  for (const block of [16, 8]) {
    try {
      const actual = await run(blockImages([y], block)[0]!);
      if (actual.every((value, i) => Math.abs(value - expected[i]!) < 1e-3)) return block;
    } catch {
      return undefined; // The runtime does not know the domain.
    }
  }
  return undefined;
}

function pattern(shape: readonly number[]): HostTensor {
  const data = new Float32Array(shape.reduce((product, dimension) => product * dimension, 1));
  return { dtype: "float32", shape, data: data.map((_, i) => ((i * 7919) % 101) / 101 - 0.5) };
}
