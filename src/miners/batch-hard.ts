// Batch hard: per anchor the farthest positive and the nearest negative.
//
// Hermans, Beyer, Leibe 2017, equation 5. An anchor that lacks a positive or a negative is left out.

import { easyHardPairs } from "./batch-easy-hard.js";
import type { Miner } from "./miner.js";

/** It has no options. */
export function batchHard(): Miner {
  return {
    name: "batch-hard",
    options: {},
    mine: (batch, context) => easyHardPairs(batch, context, { posStrategy: "hard", negStrategy: "hard" }),
  };
}
