// Encoders by name: as they stand in options, config files and model metadata.

import { type Options, checkNames } from "../core/options.js";
import { unknownName } from "../core/suggest.js";
import { conv4 } from "./conv4.js";
import type { Encoder } from "./encoder.js";
import { inceptionTime } from "./inception-time.js";
import { koch } from "./koch.js";
import { mlp } from "./mlp.js";
import { record } from "./record.js";
import { recurrent } from "./recurrent.js";
import { resnet } from "./resnet.js";
import { temporalConv } from "./temporal-conv.js";
import { textConv } from "./text-conv.js";
import { textMean } from "./text-mean.js";
import { textRecurrent } from "./text-recurrent.js";
import { textTransformer } from "./text-transformer.js";

const makers: Readonly<Record<string, (options: Options) => Encoder>> = {
  conv4,
  koch,
  resnet,
  mlp,
  recurrent,
  "temporal-conv": temporalConv,
  record,
  "text-conv": textConv,
  "text-mean": textMean,
  "inception-time": inceptionTime,
  "text-recurrent": textRecurrent,
  "text-transformer": textTransformer,
};

/** Every encoder's name. */
export const encoderNames: readonly string[] = Object.keys(makers);

/**
 * The encoder called `name`; `encoderByName(e.name, e.options)` rebuilds e.
 *
 * @throws INVALID_OPTION for an unknown name or option (with "did you mean"), or a value outside its range
 */
export function encoderByName(name: string, options: Options = {}): Encoder {
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined) throw unknownName("encoder", name, encoderNames);
  checkNames(name, options, Object.keys(make({}).options));
  return make(options);
}
