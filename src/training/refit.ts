// The second training: on everything, held-out classes included, for as many epochs as the first one took.
//
// The first training holds classes out, and by them chooses when to stop, the threshold and the calibration. But every class that
// is held out is one fewer to learn from, and with few classes that costs more than anything else: on the ORL faces, 30 people
// instead of 27 raise the AUC on unknown ones from 0.96 to 0.97. So the network that is kept has learned from all of them. Its
// threshold comes from the first training, whose embeddings lie on the same scale; figures on these classes would flatter it.

import { selectItems } from "../data/index.js";
import { itemNoun } from "../model/index.js";
import type { Checkpoint } from "./checkpoint.js";
import type { OnEvent } from "./events.js";
import { refitKeeper, memoryKeeper } from "./keeper.js";
import { runPass, stepGraph, type PassOptions } from "./pass.js";
import type { TrainerResult } from "./trainer.js";

export interface RefitOptions extends Pick<
  PassOptions,
  "run" | "options" | "images" | "recipe" | "fingerprint" | "emit"
> {
  /** How the first training went. */
  readonly first: TrainerResult;
  /** Where to go on. */
  readonly from?: Checkpoint | undefined;
}

/** The second training, or undefined where the recipe has none. Throws what `runTrainer` throws. */
export async function refitted({ first, from, emit, ...parts }: RefitOptions): Promise<TrainerResult | undefined> {
  const { recipe, images, run, fingerprint } = parts;
  if (recipe.refit === undefined || first.best === undefined) return undefined;
  const { epochs } = first.progress;
  const again = { ...recipe, ...recipe.refit, budget: { epochs }, patience: Infinity };
  const { dataset, store } = images.whole;
  const { stepsPerEpoch } = again.sampler;
  const size = { items: dataset.items.length, classes: dataset.classes.length };
  const tell: OnEvent = (event) => {
    if (event.type === "step" || event.type === "epoch" || event.type === "checkpoint")
      emit({ ...event, pass: "refit" });
    else emit(event);
  };
  const message = `training again on all ${size.items} ${itemNoun(images.input)[1]}, ${epochs} ${epochs === 1 ? "epoch" : "epochs"}`;
  const step = from?.progress.step ?? 0;
  emit({ type: "refit", message, epochs, stepsPerEpoch, training: size, step, pass: "refit" });
  return runPass({
    ...parts,
    recipe: again,
    graph: await stepGraph(images, again),
    images: { ...images, training: images.whole, validation: { dataset: selectItems(dataset, []), store } },
    keeper: run === undefined ? memoryKeeper() : refitKeeper(run, fingerprint, tell),
    from,
    emit: tell,
  });
}
