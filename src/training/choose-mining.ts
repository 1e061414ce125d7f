// The miner and the memory of a training: what was asked for, where it fits the loss.

import { check } from "../core/errors.js";
import { takes, type Loss } from "../losses/index.js";
import { minerByName, type Miner } from "../miners/index.js";
import type { MemoryOptions } from "./memory.js";
import { asNamed, isBuilt, type TrainOptions } from "./options.js";

/** What they are chosen for. */
export interface MiningContext {
  readonly loss: Loss;
  /** Whether batches are of pairs, without classes. */
  readonly pairs: boolean;
  /** Of the embeddings. */
  readonly width: number;
  readonly stepsPerEpoch: number;
  /** What items are called: pictures, series. */
  readonly items: string;
  /** Gets a sentence for each decision. */
  readonly choices: string[];
}

/** Losses' own options that mine: beside a miner they would be without effect, or mine twice. */
const ownMining = ["mining", "epsilon"] as const;

/** Throws INVALID_OPTION where there is no such miner, or it would be without effect. */
export function chooseMiner(
  { miner, loss: given }: TrainOptions,
  { loss, pairs, width, choices }: MiningContext,
): Miner | undefined {
  if (miner === undefined) return undefined;
  const { name, options } = asNamed(miner, "");
  check(isBuilt(miner) || name !== "", "INVALID_OPTION", "train: miner has options but no name");
  const chosen = isBuilt(miner) ? (miner as Miner) : minerByName(name, options);
  refuseUnfit(`miner "${chosen.name}"`, loss, pairs, takes(loss, "mined", width));
  const own = isBuilt(given) ? undefined : ownMining.find((option) => option in asNamed(given, "").options);
  check(own === undefined, "INVALID_OPTION", `train: give miner, or the loss's own ${own}, not both`);
  choices.push(`pairs and triplets chosen by the miner ${chosen.name}`);
  return chosen;
}

/** Throws INVALID_OPTION where it would be without effect. */
export function chooseMemory(
  { memory }: TrainOptions,
  { loss, pairs, width, stepsPerEpoch, items, choices }: MiningContext,
): Required<MemoryOptions> | undefined {
  if (memory === undefined) return undefined;
  refuseUnfit("memory", loss, pairs, takes(loss, "references", width));
  const { size, from = stepsPerEpoch } = memory;
  choices.push(`compared with the last ${size} ${items} as well, from step ${from + 1}`);
  return { size, from };
}

function refuseUnfit(what: string, loss: Loss, pairs: boolean, taken: boolean): void {
  check(!pairs, "INVALID_OPTION", `train: ${what} needs classes, and batches of pairs have none`);
  check(taken, "INVALID_OPTION", () => {
    return `train: ${what} does not fit the loss "${loss.name}", which does not compare the rows of a batch pair by pair`;
  });
}
