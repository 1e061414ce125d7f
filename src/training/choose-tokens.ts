// How the texts of a training become numbers: as was asked for, else as suits the encoder.

import { checkChoice, checkNames } from "../core/options.js";
import { learnTokens, tokenUnits, type Tokens, type TokenUnit } from "../data/index.js";
import { checkTokenOptions } from "../data/tokens/learn-tokens.js";
import { defaults } from "./defaults.js";
import { asNamed, type TrainOptions } from "./options.js";

/** Words and subwords are learned from `texts`, which should be those that are trained on. Throws INVALID_OPTION. */
export function chooseTokens(
  { tokens, encoder }: Pick<TrainOptions, "tokens" | "encoder">,
  texts: readonly string[],
): Tokens {
  const { name: encoderName } = asNamed(encoder, "");
  const usual = Object.entries(defaults.textEncoder).find(([, name]) => name === encoderName)?.[0];
  const { name, options } = asNamed(tokens, usual ?? defaults.tokens);
  checkTokensOption({ name, options });
  return learnTokens(texts, name as TokenUnit, options);
}

/** Throws INVALID_OPTION where a unit, or an option of it, is unknown or out of range. */
export function checkTokensOption(tokens: unknown): void {
  const { name, options } = asNamed(tokens, defaults.tokens);
  checkChoice("train", "tokens", name, tokenUnits);
  if (typeof tokens === "object") checkNames("train: tokens", { ...tokens }, ["name", "options"]);
  checkTokenOptions(name, options);
}
