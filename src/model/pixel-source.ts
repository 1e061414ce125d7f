// Pictures as an encoder's graph takes them: bytes `[N, H, W, C]` under the name "images".

import { channelsOf, pixelsOf, type ImageSpec } from "../data/image-spec.js";
import type { EmbedSource } from "./embed.js";

/** `fill` writes pictures `from` to `to` (excluded) one after the other. */
export function pixelSource(
  spec: ImageSpec,
  count: number,
  fill: (from: number, to: number, target: Uint8Array) => Promise<void>,
): EmbedSource {
  const buffers = [new Uint8Array(), new Uint8Array()];
  let turn = 0;
  return {
    count,
    async feeds(from, to) {
      turn = 1 - turn;
      const length = (to - from) * pixelsOf(spec);
      if (buffers[turn]!.length < length) buffers[turn] = new Uint8Array(length);
      const data = buffers[turn]!.subarray(0, length);
      await fill(from, to, data);
      const shape = [to - from, spec.height, spec.width, channelsOf(spec)];
      return { images: { dtype: "uint8", shape, data } };
    },
  };
}
