// Dense layers one behind the other, as convolutions: for the exported model, whose weights are constants.
//
//   rows [N, D] -> image [1, D, 2 or 1, N/2 or N], a row a pixel -> convolutions of 1 x 1 -> rows again
//
// ONNX Runtime's blocked convolutions add bias and activation while the sums are still in registers; its matrix product
// writes the bias first, and goes over the result again. Two hidden layers of 256 take three quarters of the time this way. The
// same numbers: a pixel's sums are its row's. Not in training, where weights are no constants; and not for small layers.

import { lengthOf } from "./ops/positions.js";
import { reshapeAs } from "./ops/reshape.js";
import { type Node, type Shape, type Tensor, apply, ints } from "./tensor.js";
import { emit } from "./registry.js";
import { nodesBehind } from "./walk.js";

/** Chains of fewer weights stay products: turning rows into pixels takes some microseconds. */
const WORTH = 1 << 14;

/** What may stand between two layers, element by element. */
const activations: ReadonlySet<string> = new Set(["Gelu", "LeakyRelu", "Mul", "Relu", "Sigmoid", "Tanh"]);

/** x · weight (+ bias). x: `[N, in]`, weight: `[in, out]`, bias: `[out]` */
interface Dense {
  readonly x: Tensor;
  readonly weight: Tensor;
  readonly bias?: Tensor;
}

/** The same outputs; to be called after `lower`. `fixed`: whether an input will be a constant of the file. */
export function denseChains(outputs: readonly Tensor[], fixed: (input: Tensor) => boolean): Tensor[] {
  const nodes = nodesBehind(outputs);
  const chained = chainedLayers(nodes, fixed);
  if (weightsIn(chained) < WORTH) return [...outputs];
  /** Tensors of the old graph in the new one: as they were, and as images. */
  const rows = new Map<Tensor, Tensor>();
  const images = new Map<Tensor, Tensor>();
  const asRows = (tensor: Tensor): Tensor => {
    const image = images.get(tensor);
    const made = rows.get(tensor) ?? (image === undefined ? tensor : rowsOf(image, tensor.shape));
    rows.set(tensor, made);
    return made;
  };
  for (const node of nodes) {
    const [output] = node.outputs as readonly [Tensor];
    const dense = chained.get(node);
    if (dense !== undefined) {
      images.set(output, convolution(images.get(dense.x) ?? imageOf(asRows(dense.x)), dense));
    } else if (passesRows(node, (input) => images.has(input))) {
      const inputs = node.inputs.map((input) => input && (images.get(input) ?? input));
      images.set(output, apply(node.operator, inputs, node.attributes)[0]);
    } else {
      const inputs = node.inputs.map((input) => input && asRows(input));
      const changed = inputs.some((input, i) => input !== node.inputs[i]);
      const made = changed ? apply(node.operator, inputs, node.attributes, node.body) : node.outputs;
      node.outputs.forEach((old, i) => rows.set(old, made[i]!));
    }
  }
  return outputs.map(asRows);
}

/** The layers that have another behind or before them, with an activation between, by the node that they end in. */
function chainedLayers(nodes: readonly Node[], fixed: (input: Tensor) => boolean): ReadonlyMap<Node, Dense> {
  const layers = new Map<Node, Dense>();
  const chained = new Map<Node, Dense>();
  /** The layer that a tensor comes from. */
  const origins = new Map<Tensor, Node>();
  for (const node of nodes) {
    const dense = denseOf(node, fixed);
    if (dense !== undefined) {
      layers.set(node, dense);
      origins.set(node.outputs[0]!, node);
      const before = origins.get(dense.x);
      if (before !== undefined) chained.set(before, layers.get(before)!).set(node, dense);
    } else if (passesRows(node, (input) => origins.has(input))) {
      origins.set(node.outputs[0]!, origins.get(node.inputs[0]!)!);
    }
  }
  return chained;
}

/** The layer that ends in this node, a product or the sum of one and a bias, where what it is made of is fixed. */
function denseOf({ operator, inputs: [x, y] }: Node, fixed: (input: Tensor) => boolean): Dense | undefined {
  if (x === undefined || y === undefined || !fixed(y) || x.shape.length !== 2 || x.dtype !== "float32")
    return undefined;
  if (operator.type === "MatMul") return y.shape.length === 2 ? { x, weight: y } : undefined;
  if (operator.type !== "Add" || x.source.kind !== "node" || y.shape.join() !== String(x.shape[1])) return undefined;
  const product = denseOf(x.source.node, fixed);
  return product !== undefined && product.bias === undefined ? { ...product, bias: y } : undefined;
}

/** Whether the node treats each element, or each column, by itself, and those of its inputs are rows that are not fixed. */
function passesRows({ operator, inputs }: Node, known: (input: Tensor) => boolean): boolean {
  const [x] = inputs;
  if (x === undefined || !known(x)) return false;
  if (operator.type === "BatchNormalization") return true;
  return activations.has(operator.type) && inputs.every((input) => input !== undefined && known(input));
}

function weightsIn(layers: ReadonlyMap<Node, Dense>): number {
  const weights = new Set([...layers.values()].map(({ weight }) => weight));
  return [...weights].reduce((sum, { shape }) => sum + Number(shape[0]) * Number(shape[1]), 0);
}

/** `[N, D]` -> `[1, D, 2 or 1, N/2 or N]`: two rows of pixels, where their number is even, can be shared out to two threads. */
function imageOf(x: Tensor): Tensor {
  const width = Number(x.shape[1]);
  const high = emit("Sub", [ints([2]), emit("Mod", [lengthOf(x, 0), ints([2])])]);
  const shape = emit("Concat", [ints([1]), high, ints([-1, width])], { axis: 0 });
  return emit("Transpose", [reshapeAs(x, shape, [1, "pixel rows", "pixel columns", width])], { perm: [0, 3, 1, 2] });
}

/** The way back: `[1, D, ...]` -> `shape`, `[N, D]`. */
function rowsOf(image: Tensor, shape: Shape): Tensor {
  return reshapeAs(emit("Transpose", [image], { perm: [0, 2, 3, 1] }), ints([-1, Number(shape[1])]), shape);
}

/** The weight is turned when the runtime loads the file, so that there it stands as it was trained. */
function convolution(image: Tensor, { weight, bias }: Dense): Tensor {
  const [inputs, outputs] = weight.shape.map(Number) as [number, number];
  const turned = emit("Transpose", [weight], { perm: [1, 0] });
  const kernel = emit("Reshape", [turned, ints([outputs, inputs, 1, 1])]);
  return emit("Conv", [image, kernel, bias], { kernel_shape: [1, 1] });
}
