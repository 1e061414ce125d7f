// Samplers: how batches are drawn from a data set, by name, as options and config files say it.
//
//   classes        P classes x K pictures, in turn; of a group several (class-batches.ts)
//   hierarchical   so many groups, so many classes of each (hierarchical-batches.ts)
//   hard           P classes x K pictures, beside those that the network takes for alike (hard-class-batches.ts)
//   pairs          pairs, a given share of them same: of a pairs file, or drawn from classes (pair-batches.ts, class-pairs.ts)

import { KindredError } from "../core/errors.js";
import { type Options, checkCount, checkNames, checkRange } from "../core/options.js";
import { unknownName } from "../core/suggest.js";
import { classBatches, type ClassBatches } from "./class-batches.js";
import { classPairs } from "./class-pairs.js";
import type { Dataset } from "./dataset.js";
import { hardClassBatches } from "./hard-class-batches.js";
import { hierarchicalBatches } from "./hierarchical-batches.js";
import { pairBatches, type PairBatches } from "./pair-batches.js";

export type Sampler = ClassSampler | PairSampler;

export interface ClassSampler {
  readonly name: string;
  /** What else is needed to rebuild it from `name` (JSON-serialisable). */
  readonly options: Options;
  /** What a loss learns of a batch: the classes of its pictures. */
  readonly gives: "labels";
  /** Throws INVALID_OPTION, or DATA_TOO_FEW, where the data do not suffice. */
  batches(dataset: Dataset, make: ClassMake, seed: number): ClassBatches;
}

export interface PairSampler {
  readonly name: string;
  readonly options: Options;
  /** What a loss learns of a batch: which of its pairs are same. */
  readonly gives: "pairs";
  batches(dataset: Dataset, make: PairMake, seed: number): PairBatches;
}

/** P classes, K pictures of each. */
export interface ClassMake {
  readonly classes: number;
  readonly samples: number;
}

export interface PairMake {
  readonly pairs: number;
  /** Of a pairs file: whether all may be of one kind (pair-batches.ts). @defaultValue false */
  readonly oneKind?: boolean;
}

export interface ClassesSamplerOptions {
  /** From how many groups the classes of a batch come; >= 1. @defaultValue see class-batches.ts */
  readonly groupsPerBatch?: number;
}

export function classesSampler({ groupsPerBatch }: ClassesSamplerOptions = {}): ClassSampler {
  if (groupsPerBatch !== undefined) checkCount("sampler classes", "groupsPerBatch", groupsPerBatch);
  const options = groupsPerBatch === undefined ? {} : { groupsPerBatch };
  return {
    name: "classes",
    options,
    gives: "labels",
    batches: (dataset, make, seed) => classBatches(dataset, { ...make, ...options, seed }),
  };
}

export interface HierarchicalSamplerOptions {
  /** Groups in a batch; >= 1, a divisor of its number of classes. @defaultValue 2 */
  readonly groups?: number;
}

export function hierarchicalSampler({ groups = 2 }: HierarchicalSamplerOptions = {}): ClassSampler {
  checkCount("sampler hierarchical", "groups", groups);
  return {
    name: "hierarchical",
    options: { groups },
    gives: "labels",
    batches: (dataset, make, seed) => hierarchicalBatches(dataset, { ...make, groups, seed }),
  };
}

export interface HardSamplerOptions {
  /** Hard classes beside each; >= 1. @defaultValue 3 */
  readonly near?: number;
  /** Pictures of each class that are looked at after an epoch, at most; >= 1. @defaultValue 8 */
  readonly pictures?: number;
}

export function hardSampler({ near, pictures = 8 }: HardSamplerOptions = {}): ClassSampler {
  if (near !== undefined) checkCount("sampler hard", "near", near);
  checkCount("sampler hard", "pictures", pictures);
  const options = { ...(near !== undefined && { near }), pictures };
  return {
    name: "hard",
    options,
    gives: "labels",
    batches: (dataset, make, seed) => hardClassBatches(dataset, { ...make, ...options, seed }),
  };
}

export interface PairsSamplerOptions {
  /** Share of same pairs in a batch; within 0..1, both excluded. @defaultValue 0.5 */
  readonly same?: number;
  /** Train on so many pairs, drawn once from the classes; >= 2. @defaultValue none: ever new ones */
  readonly total?: number;
}

export function pairsSampler({ same = 0.5, total }: PairsSamplerOptions = {}): PairSampler {
  checkRange("sampler pairs", "same", same, { above: 0, below: 1 });
  if (total !== undefined) checkCount("sampler pairs", "total", total, 2);
  const options = { same, ...(total !== undefined && { total }) };
  return {
    name: "pairs",
    options,
    gives: "pairs",
    batches(dataset, make, seed) {
      if (dataset.pairs === undefined) return classPairs(dataset, { pairs: make.pairs, ...options, seed });
      if (total === undefined) return pairBatches(dataset, { ...make, same, seed });
      throw new KindredError("INVALID_OPTION", "sampler pairs: total needs classes; a pairs file has its pairs");
    },
  };
}

interface Entry {
  /** Names of the options it takes. */
  readonly options: readonly string[];
  make(options: Options): Sampler;
}

const entries: Readonly<Record<string, Entry>> = {
  classes: { options: ["groupsPerBatch"], make: classesSampler },
  hierarchical: { options: ["groups"], make: hierarchicalSampler },
  hard: { options: ["near", "pictures"], make: hardSampler },
  pairs: { options: ["same", "total"], make: pairsSampler },
};

/** Every sampler's name. */
export const samplerNames: readonly string[] = Object.keys(entries);

/**
 * The sampler called `name`; `samplerByName(s.name, s.options)` rebuilds s.
 *
 * @throws INVALID_OPTION for an unknown name or option (with "did you mean"), or a value outside its range
 */
export function samplerByName(name: string, options: Options = {}): Sampler {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry === undefined) throw unknownName("sampler", name, samplerNames);
  checkNames(`sampler ${name}`, options, entry.options);
  return entry.make(options);
}
