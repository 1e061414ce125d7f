// Decides, from a probe, what pictures become: canvas, colour, fit, and which augmentation suits them; and says why.
//
// Canvas. Pictures up to 48 pixels keep their size. Larger ones get 48^2 * (area / 48^2)^0.3 pixels, at most 96^2: more than
// that, and a laptop's processor trains for hours, while faces, characters and signatures are still told apart. Few photographs
// get fewer, at most 24 * 28 * (pictures / 500)^0.5 but 24 * 28 at least: fine detail is where a network finds what tells a few
// hundred pictures apart and nothing else (ORL faces, 300 pictures: AUC on unknown people 0.975 on 24x24 pixels, 0.967 on 32x40,
// 0.96 on 40x48 and 48x56, 0.95 on 48x64). Strokes are told apart by detail, so drawings keep it. The canvas has the data's median aspect
// ratio and sides that are multiples of 16, or of 8 or 4 where it is small, because pooling steps halve them so often.

import { checkNames } from "../core/options.js";
import { checkImageSpec } from "./image-spec.js";
import type { ImageSpec } from "./image-spec.js";
import type { ImageProbe } from "./probe.js";

export interface ChooseSpecOptions {
  /** Side of a square canvas, or `[height, width]`, in pixels. @defaultValue chosen from the data */
  readonly size?: number | readonly [height: number, width: number];
  /** @defaultValue "grey" where nine in ten pictures have no colour or most are line art, else "rgb" */
  readonly colour?: ImageSpec["colour"];
  /** @defaultValue "stretch" where all pictures have about one aspect ratio and the canvas has it as well, else "pad" */
  readonly fit?: ImageSpec["fit"];
}

export interface ChosenSpec {
  readonly spec: ImageSpec;
  /** Which changes leave these pictures what they are: of line art, or of photographs. */
  readonly augment: "handwriting" | "photo";
  /** A sentence for each decision that was not given. */
  readonly reasons: readonly string[];
}

const smallSide = 48;
const largestArea = 96 * 96;
const leastArea = 24 * 28;

/** Throws INVALID_OPTION where an option is out of range. */
export function chooseImageSpec(probe: ImageProbe, options: ChooseSpecOptions = {}): ChosenSpec {
  checkNames("image", { ...options }, ["size", "colour", "fit"]);
  const { size, colour, fit } = options;
  const reasons: string[] = [];
  const lineArt = probe.lineArtShare >= 0.8;
  const [height, width] =
    size === undefined ? canvas(probe, lineArt, reasons) : typeof size === "number" ? [size, size] : size;
  const chosen = { height, width, colour: colour ?? colourOf(probe, lineArt, reasons) };
  const spec = { ...chosen, fit: fit ?? fitOf(probe, width / height, reasons) };
  checkImageSpec(spec);
  const strokes = probe.background === "light" ? "dark strokes on a light ground" : "light strokes on a dark ground";
  const art = `${strokes} in ${percent(probe.lineArtShare)} of the pictures`;
  reasons.push(lineArt ? `augmentation "handwriting": ${art}` : `augmentation "photo": the pictures are not line art`);
  return { spec, augment: lineArt ? "handwriting" : "photo", reasons };
}

function canvas(
  { pictures, width, height, aspect }: ImageProbe,
  lineArt: boolean,
  reasons: string[],
): readonly [height: number, width: number] {
  const median = `${width.median}x${height.median}`;
  if (Math.max(width.median, height.median) <= smallSide) {
    reasons.push(`size ${width.median}x${height.median}: small pictures keep their size`);
    return [height.median, width.median];
  }
  const reasonable = Math.min(largestArea, smallSide ** 2 * ((width.median * height.median) / smallSide ** 2) ** 0.3);
  const learnable = lineArt ? Infinity : leastArea * Math.max(1, pictures / 500) ** 0.5;
  const area = Math.min(reasonable, learnable);
  // Upright and lying pictures mixed: neither's shape would do for the other.
  const mixed = aspect.low < 0.8 && aspect.high > 1.25;
  const wanted = mixed ? 1 : Math.min(4, Math.max(0.25, aspect.median));
  const [rows, columns] = nearestCanvas(area, wanted);
  const shape = mixed
    ? "square, because upright and lying pictures are mixed"
    : `near their aspect ratio of ${aspect.median.toFixed(2)}`;
  const why =
    learnable < reasonable
      ? `shrunk, because ${pictures} are too few to learn finer detail from`
      : "shrunk to train in reasonable time";
  reasons.push(`size ${columns}x${rows}: pictures are ${median} (median, width x height), ${why}, ${shape}`);
  return [rows, columns];
}

/** Sides in multiples of 16, small ones of 8 or 4; a wrong shape counts twice as much as a wrong area. */
function nearestCanvas(area: number, aspect: number): readonly [height: number, width: number] {
  let best: readonly [number, number] = [smallSide, smallSide];
  let least = Infinity;
  const step = area < 32 ** 2 ? 4 : area < smallSide ** 2 ? 8 : 16;
  for (let height = 2 * step; height <= 256; height += step) {
    for (let width = 2 * step; width <= 256; width += step) {
      if (height * width > largestArea) continue;
      const off = Math.abs(Math.log((height * width) / area)) / 2 + Math.abs(Math.log(width / height / aspect));
      if (off < least) [best, least] = [[height, width], off];
    }
  }
  return best;
}

function colourOf({ greyShare }: ImageProbe, lineArt: boolean, reasons: string[]): ImageSpec["colour"] {
  const grey = greyShare >= 0.9 || lineArt;
  const share = `${percent(greyShare)} of the pictures have no colour`;
  reasons.push(
    grey ? `grey: ${greyShare >= 0.9 ? share : "strokes matter, not the colour of the ink"}` : `colour: only ${share}`,
  );
  return grey ? "grey" : "rgb";
}

function fitOf({ aspect }: ImageProbe, canvasAspect: number, reasons: string[]): ImageSpec["fit"] {
  const alike = aspect.high / aspect.low <= 1.1;
  const near = Math.abs(Math.log(canvasAspect / aspect.median)) <= Math.log(1.1);
  const range = `from ${aspect.low.toFixed(2)} to ${aspect.high.toFixed(2)}`;
  if (alike && near) reasons.push("stretched to the canvas: all pictures have nearly its shape");
  else
    reasons.push(
      `padded to the canvas, not stretched: ${alike ? "its shape is not theirs" : `aspect ratios range ${range}`}`,
    );
  return alike && near ? "stretch" : "pad";
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
