// Several views of a picture at test time: slightly turned, sheared, larger and smaller. The mean of their embeddings is
// steadier than one.

/** What maps a pixel of the view to one of the picture: x' = a x + b y, y' = c x + d y, about the centre. */
export type View = readonly [a: number, b: number, c: number, d: number];

export const views: readonly View[] = [
  [1, 0, 0, 1],
  ...[-8, 8].map((degrees) => turned(degrees)),
  [1.1, 0, 0, 1.1],
  [0.92, 0, 0, 0.92],
  [1, 0.12, 0, 1],
  [1, -0.12, 0, 1],
];

function turned(degrees: number): View {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [cos, -sin, sin, cos];
}

/** A square grey picture of `side` pixels under a view, bilinear; `ground` outside. */
export function viewed(pixels: Uint8Array, side: number, [a, b, c, d]: View, ground: number): Uint8Array {
  const centre = (side - 1) / 2;
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= side || y >= side ? ground : pixels[y * side + x]!;
  return pixels.map((_, i) => {
    const [x, y] = [(i % side) - centre, Math.floor(i / side) - centre];
    const [u, v] = [a * x + b * y + centre, c * x + d * y + centre];
    const [left, top] = [Math.floor(u), Math.floor(v)];
    const [fx, fy] = [u - left, v - top];
    const upper = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
    const lower = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
    return Math.round(upper * (1 - fy) + lower * fy);
  });
}
