// Which carried tensors a step may overwrite while it runs: then they exist once, not twice. Of a network with large dense
// layers that is half of all memory.
//
// A value may be overwritten where everything that reads the old one has run before the new one is written. The order of
// nodes that do not depend on each other is the runtime's own, so "before" means that the writing node depends on all readers.
// The optimiser's states are read in their own update alone. A parameter is read by the backward pass as well; where gradients
// are clipped, every update depends on the norm of all gradients and thereby on all of the backward pass.
//
// The writing node may itself read the old value, if it works element by element. Views (reshapes) share memory with what
// they are views of, so whatever reads the view reads the value.

import { type Node, type Tensor, nodesBehind } from "../graph/index.js";

const elementwise: readonly string[] = ["Add", "Sub", "Mul", "Div", "Sum", "Where", "Max", "Min"];
const views: readonly string[] = ["Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Cast"];

/**
 * The names among `carried` whose new value, `outputs[nextOf(name)]`, may be written over the old one, the input `name`.
 *
 * @param outputs - of the whole graph, as it will run
 */
export function renewedInPlace(
  outputs: Readonly<Record<string, Tensor>>,
  carried: readonly string[],
  nextOf: (name: string) => string,
): ReadonlySet<string> {
  const nodes = nodesBehind(Object.values(outputs));
  const readers = readersByInput(nodes);
  const written = new Set(Object.values(outputs));
  return new Set(
    carried.filter((name) => {
      const source = outputs[nextOf(name)]?.source;
      if (source?.kind !== "node") return false;
      const writer = source.node;
      const reading = readers.get(name) ?? [];
      // A view that is itself a result would be overwritten with what it views.
      if (reading.some((node) => isView(node) && node.outputs.some((output) => written.has(output)))) return false;
      const before = new Set(nodesBehind(writer.inputs.filter((input) => input !== undefined)));
      return reading.every(
        (node) => before.has(node) || (node === writer && elementwise.includes(writer.operator.type)),
      );
    }),
  );
}

/** The nodes that read an input's memory, directly or through views. */
function readersByInput(nodes: readonly Node[]): ReadonlyMap<string, readonly Node[]> {
  const readers = new Map<string, Node[]>();
  const inputsSeen = new Map<Tensor, readonly string[]>();
  // Inputs come before their users.
  for (const node of nodes) {
    const names = new Set(
      node.inputs.flatMap((input) => (input === undefined ? [] : (inputsSeen.get(input) ?? namesOf(input)))),
    );
    for (const name of names) readers.set(name, [...(readers.get(name) ?? []), node]);
    if (names.size > 0 && isView(node)) for (const output of node.outputs) inputsSeen.set(output, [...names]);
  }
  return readers;
}

function isView({ operator }: Node): boolean {
  return views.includes(operator.type);
}

function namesOf({ source }: Tensor): readonly string[] {
  return source.kind === "input" ? [source.name] : [];
}
