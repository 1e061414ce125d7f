// A small residual encoder (He, Zhang, Ren, Sun 2016), for pictures that conv4 is too shallow for:
//
//   convolution 3x3 -> stages of basic blocks, each stage but the first at half the size and twice the width -> dense
//
//   block: x -> conv 3x3 -> norm -> rectifier -> conv 3x3 -> norm -> + shortcut(x) -> rectifier
//
// The shortcut is x itself, or a 1x1 convolution with normalisation where size or width change. As in the paper's networks
// for 32x32 pictures, there is no pooling in front of the stages.

import { checkChoice, checkCount } from "../core/options.js";
import { type Tensor, add, relu } from "../graph/index.js";
import { widthsOf } from "./conv4.js";
import type { Encoder } from "./encoder.js";
import { checkHead, head, imageSize } from "./image.js";
import { conv2d } from "./layers/conv2d.js";
import { type NormName, normNames, normalisation } from "./layers/normalisation.js";
import type { Scope } from "./scope.js";

export interface ResnetOptions {
  /** Channels of the first stage, doubled at each further one, or of each stage. @defaultValue 32 */
  readonly width?: number | readonly number[];
  /** Number of stages. @defaultValue 4, or the number of widths */
  readonly depth?: number;
  /** Basic blocks a stage. @defaultValue 1 */
  readonly blocks?: number;
  /** Whether the last maps are averaged over positions or flattened, which keeps where things are. @defaultValue "average" */
  readonly pooling?: "average" | "flatten";
  /** Width of the embedding. @defaultValue 128 */
  readonly embedding?: number;
  /** Whether embeddings are scaled to length 1, which default margins take for granted. @defaultValue true */
  readonly normalise?: boolean;
  /** Share of features dropped in front of the last layer while training, in [0, 1). @defaultValue 0 */
  readonly dropout?: number;
  /** @defaultValue "batch" */
  readonly norm?: NormName;
}

/** x: `[N, C, H, W]` -> `[N, embedding]`. Any size: a map one pixel high or wide is no longer halved. */
export function resnet({
  width = 32,
  depth = typeof width === "object" ? width.length : 4,
  blocks = 1,
  pooling = "average",
  embedding = 128,
  normalise = true,
  dropout = 0,
  norm = "batch",
}: ResnetOptions = {}): Encoder {
  const headOptions = { embedding, normalise, dropout };
  const given = widthsOf("resnet", width, depth);
  const widths = typeof width === "object" ? given : given.map((first, i) => first * 2 ** i);
  checkCount("resnet", "blocks", blocks);
  checkChoice("resnet", "pooling", pooling, ["average", "flatten"]);
  checkChoice("resnet", "norm", norm, normNames);
  checkHead("resnet", headOptions);
  return {
    name: "resnet",
    options: { width: typeof width === "object" ? widths : width, depth, blocks, pooling, ...headOptions, norm },
    embedding,
    build(x, scope) {
      imageSize(x, "resnet");
      let maps = relu(convolve(x, scope.within("stem"), { channels: widths[0]!, norm }));
      widths.forEach((channels, stage) => {
        for (let i = 0; i < blocks; i++) {
          const within = scope.within(`stage${stage + 1}`).within(`block${i + 1}`);
          maps = block(maps, within, { channels, norm, halve: stage > 0 && i === 0 });
        }
      });
      return head(maps, scope, headOptions, pooling);
    },
  };
}

interface BlockOptions {
  readonly channels: number;
  readonly norm: NormName;
  readonly halve: boolean;
}

function block(x: Tensor, scope: Scope, { channels, norm, halve }: BlockOptions): Tensor {
  const { channels: inputs, height, width } = imageSize(x, "resnet");
  const stride = halve && height > 1 && width > 1 ? 2 : 1;
  const first = relu(convolve(x, scope.within("first"), { channels, norm, stride }));
  const second = convolve(first, scope.within("second"), { channels, norm });
  const plain = stride === 1 && inputs === channels;
  const shortcut = plain ? x : convolve(x, scope.within("shortcut"), { channels, norm, stride, kernel: 1 });
  return relu(add(second, shortcut));
}

interface ConvolveOptions {
  readonly channels: number;
  readonly norm: NormName;
  readonly stride?: number;
  readonly kernel?: number;
}

function convolve(x: Tensor, scope: Scope, { channels, norm, stride = 1, kernel = 3 }: ConvolveOptions): Tensor {
  const y = conv2d(x, scope.within("conv"), { channels, kernel, stride, bias: norm === "none" });
  return normalisation(y, scope, norm);
}
