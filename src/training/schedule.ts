// Learning-rate schedules: which share of the learning rate applies at which share of the run.
//
//   constant   1
//   step       decay^(number of drops so far), a drop after every `every` of the run
//   cosine     floor + (1 - floor) * (1 + cos(pi * progress)) / 2          (Loshchilov, Hutter 2017, equation 5)
//
// each times min(1, progress / warmUp). A run may be measured in steps or in minutes: only its share counts here.

import { type Options, checkNames, checkRange } from "../core/options.js";
import { unknownName } from "../core/suggest.js";

export interface Schedule {
  /** As in options and config files, e.g. "cosine". */
  readonly name: string;
  /** What else is needed to rebuild it from `name` (JSON-serialisable), defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the learning rate is multiplied with, in [0, 1]. `progress`: share of the run that is done, in [0, 1]. */
  at(progress: number): number;
}

export interface WarmUpOptions {
  /** Share of the run over which the factor rises from 0, in [0, 1). @defaultValue 0 */
  readonly warmUp?: number;
}

/** The learning rate as it is. */
export function constantSchedule({ warmUp = 0 }: WarmUpOptions = {}): Schedule {
  return schedule("constant", { warmUp }, () => 1);
}

export interface StepScheduleOptions extends WarmUpOptions {
  /** Share of the run between two drops, in (0, 1]. @defaultValue 1/3 */
  readonly every?: number;
  /** What each drop multiplies by, in (0, 1]. @defaultValue 0.1 */
  readonly decay?: number;
}

/** Drops at equal shares of the run. */
export function stepSchedule({ every = 1 / 3, decay = 0.1, warmUp = 0 }: StepScheduleOptions = {}): Schedule {
  checkRange("step", "every", every, { above: 0, to: 1 });
  checkRange("step", "decay", decay, { above: 0, to: 1 });
  // The end itself is no further drop, nor is a rounding error a reason for one.
  const drops = (progress: number): number => Math.floor(Math.min(progress, 1 - 1e-9) / every + 1e-9);
  return schedule("step", { every, decay, warmUp }, (progress) => decay ** drops(progress));
}

export interface CosineScheduleOptions extends WarmUpOptions {
  /** Where it ends, in [0, 1]. @defaultValue 0 */
  readonly floor?: number;
}

/** Falls slowly, fast and slowly again, to `floor` at the end of the run. */
export function cosineSchedule({ floor = 0, warmUp = 0 }: CosineScheduleOptions = {}): Schedule {
  checkRange("cosine", "floor", floor, { from: 0, to: 1 });
  return schedule("cosine", { floor, warmUp }, (progress) => {
    return floor + ((1 - floor) * (1 + Math.cos(Math.PI * Math.min(1, progress)))) / 2;
  });
}

function schedule(
  name: string,
  options: Readonly<Record<string, number>> & { readonly warmUp: number },
  shape: (progress: number) => number,
): Schedule {
  const { warmUp } = options;
  checkRange(name, "warmUp", warmUp, { from: 0, below: 1 });
  return { name, options, at: (progress) => (progress < warmUp ? progress / warmUp : 1) * shape(progress) };
}

const makers: Readonly<Record<string, (options: Options) => Schedule>> = {
  constant: constantSchedule,
  step: stepSchedule,
  cosine: cosineSchedule,
};

/** Every schedule's name. */
export const scheduleNames: readonly string[] = Object.keys(makers);

/**
 * The schedule called `name`; `scheduleByName(s.name, s.options)` rebuilds s.
 *
 * @throws INVALID_OPTION for an unknown name or option (with "did you mean"), or a value outside its range
 */
export function scheduleByName(name: string, options: Options = {}): Schedule {
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined) throw unknownName("schedule", name, scheduleNames);
  checkNames(name, options, Object.keys(make({}).options));
  return make(options);
}
