// kindred info MODEL: what a model file says about itself.

import type { Command } from "commander";
import { finished, newCommand } from "../command.js";
import { listing } from "../figures.js";
import { modelLines } from "../model-text.js";
import type { Output } from "../output.js";

export function infoCommand(): Command {
  const command = newCommand({
    name: "info",
    description: "Says what a model takes, what it gives, how it decides and how it was trained.",
    examples: ["kindred info runs/faces/model.onnx", "kindred info model.onnx --json | jq .threshold"],
  }).argument("<model>", "a model file, such as runs/NAME/model.onnx, or the folder of its run");
  return finished<object>(command, info);
}

async function info([path]: readonly string[], _options: object, output: Output): Promise<void> {
  const { loadModel } = await import("../../model/load.js");
  const { stat } = await import("node:fs/promises");
  const model = await loadModel(path!);
  const { size: bytes } = await stat(path!);
  const file = [`model`, `${path} (${(bytes / 1e6).toFixed(1)} MB)`] as const;
  output.say(listing([file, ...modelLines(model.info)]));
  output.result({ model: path, bytes, ...model.info });
}
