// Which random changes a picture goes through each time it is trained on: changes that leave it what it is, so that the
// network learns to look past them. They are drawn by augment-draws.ts and made inside the graph by augment-graph.ts.

import { check, KindredError } from "../core/errors.js";
import { unknownName } from "../core/suggest.js";

/** Ranges are uniform; what is left out does not happen. */
export interface AugmentOptions {
  /** Greatest turn either way, in degrees; 0..180. */
  readonly rotate?: number;
  /** Greatest slant either way: pixels sideways per pixel down; 0..1. */
  readonly shear?: number;
  /** Factors between which the picture is enlarged; > 0. */
  readonly scale?: readonly [least: number, greatest: number];
  /** Factors between which the picture is made wider, and lower by the same; > 0. */
  readonly stretch?: readonly [least: number, greatest: number];
  /** Greatest shift either way in each direction, as a share of the side; 0..0.5. */
  readonly shift?: number;
  /** Chance of being mirrored left to right; 0..1. */
  readonly flip?: number;
  /** Greatest change of brightness either way, in standard deviations of the data's pixels; >= 0. */
  readonly brightness?: number;
  /** Factors between which contrast changes; > 0. */
  readonly contrast?: readonly [least: number, greatest: number];
  /** Greatest side of a rectangle that is blotted out, as a share of the picture's; 0..1. */
  readonly erase?: number;
  /**
   * What comes in from outside a moved picture: "background" is the median of the picture's own border (paper behind ink),
   * "edge" repeats the outermost pixels. @defaultValue "edge"
   */
  readonly fill?: "background" | "edge";
}

export type AugmentPreset = "none" | "handwriting" | "photo";

export const augmentPresets: Readonly<Record<AugmentPreset, AugmentOptions>> = {
  none: {},
  handwriting: {
    rotate: 10,
    shear: 0.2,
    scale: [0.85, 1.15],
    stretch: [0.9, 1.1],
    shift: 0.06,
    fill: "background",
  },
  photo: {
    rotate: 15,
    scale: [0.85, 1.18],
    stretch: [0.9, 1.1],
    shift: 0.08,
    fill: "edge",
  },
};

/** The options behind a preset's name, or the given ones; throws INVALID_OPTION where a name or a value is unknown. */
export function augmentOptions(augment: AugmentPreset | AugmentOptions): AugmentOptions {
  if (typeof augment === "object") return checked(augment);
  if (Object.hasOwn(augmentPresets, augment)) return augmentPresets[augment];
  throw unknownName("augment", augment, Object.keys(augmentPresets));
}

/** Whether the picture's pixels move. */
export function isGeometric({ rotate, shear, scale, stretch, shift, flip }: AugmentOptions): boolean {
  return [rotate, shear, shift, flip].some((value = 0) => value > 0) || scale !== undefined || stretch !== undefined;
}

/** Whether brightness or contrast change. */
export function isTonal({ brightness = 0, contrast }: AugmentOptions): boolean {
  return brightness > 0 || contrast !== undefined;
}

/** Whether anything about a picture changes. */
export function changesPictures(options: AugmentOptions): boolean {
  return isGeometric(options) || isTonal(options) || (options.erase ?? 0) > 0;
}

const limits = { rotate: 180, shear: 1, shift: 0.5, flip: 1, brightness: Infinity, erase: 1 } as const;
const ranges = ["scale", "stretch", "contrast"] as const;

function checked(options: AugmentOptions): AugmentOptions {
  const known = [...Object.keys(limits), ...ranges, "fill"];
  for (const key of Object.keys(options)) if (!known.includes(key)) throw unknownName("augment", key, known);
  for (const [name, most] of Object.entries(limits)) {
    const value = options[name as keyof typeof limits];
    check(
      value === undefined || (value >= 0 && value <= most),
      "INVALID_OPTION",
      `augment: ${name} must be within 0..${most}, got ${value}`,
    );
  }
  for (const name of ranges) {
    const range: unknown = options[name];
    if (range === undefined) continue;
    const [least, greatest] = Array.isArray(range) ? (range as unknown[]) : [];
    if (typeof least === "number" && typeof greatest === "number" && least > 0 && least <= greatest) continue;
    const wanted = "two factors [least, greatest], 0 < least <= greatest";
    throw new KindredError("INVALID_OPTION", `augment: ${name} must be ${wanted}, got ${JSON.stringify(range)}`);
  }
  const { fill = "edge" } = options;
  check(
    fill === "edge" || fill === "background",
    "INVALID_OPTION",
    `augment: fill must be "background" or "edge", got "${fill as string}"`,
  );
  return options;
}
