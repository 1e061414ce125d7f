// A training in a process of its own, to be killed. Arguments: data folder, options as JSON. Prints `step N` after each step,
// `refit N` in the second training.

import { train, type TrainOptions } from "../../src/index.js";

const [data, options] = process.argv.slice(2);

const model = await train(data!, {
  ...(JSON.parse(options!) as TrainOptions),
  onEvent(event) {
    if (event.type === "step") process.stdout.write(`${event.pass ?? "step"} ${event.step}\n`);
  },
});
await model.close();
process.stdout.write("done\n");
