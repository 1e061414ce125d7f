// ONNX's own recurrent operators, LSTM, GRU and RNN: whole layers, faster than a Scan, but they do not tell what a gradient
// would need. For inference.
//
//   x [T, N, I], W [D, gates H, I], R [D, gates H, H], B [D, 2 gates H], lengths [N] int32  ->  Y [T, D, N, H]
//
// D is 2 where both directions are run. Behind a series' own length Y is 0.

import { type Operator, shapeError } from "../tensor.js";

export function onnxRecurrence(type: string, gates: number): Operator {
  return {
    type,
    optionalOutputs: 1,
    infer: ([x, w, r, b, lengths], attributes) => {
      const width = Number(attributes["hidden_size"]);
      const directions = attributes["direction"] === "bidirectional" ? 2 : 1;
      const shapes = [
        [directions, gates * width, x?.shape[2]],
        [directions, gates * width, width],
        [directions, 2 * gates * width],
      ];
      const fits = [w, r, b].every((tensor, i) => tensor?.shape.join() === shapes[i]!.join());
      if (x?.shape.length !== 3 || !fits || (lengths !== undefined && lengths.dtype !== "int32")) {
        throw shapeError(type, `needs x [T, N, I], W, R, B of ${gates} gates, int32 lengths [N]`, x, w, r, b, lengths);
      }
      return [{ dtype: x.dtype, shape: [x.shape[0]!, directions, x.shape[1]!, width] }];
    },
  };
}
