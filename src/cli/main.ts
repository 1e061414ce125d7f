#!/usr/bin/env node
// The command `kindred`. This file knows the commands by name and one sentence each; what a command takes and does is loaded
// when it is asked for, so that help and version answer at once.
//
// Exit status: 0 done, 2 any error, 130 interrupted; `verify` answers with 0 for the same and 1 for different, `gallery identify`
// with 0 for somebody known and 1 for nobody.

import { Command, CommanderError } from "commander";
import { unknownName } from "../core/suggest.js";
import { version } from "../core/version.js";
import { asKindredError } from "./command-errors.js";
import { takeDottedOptions, type PartOptions } from "./dotted-options.js";
import { failureStatus, reportFailure } from "./failure.js";
import { ignoreClosedPipes, openOutput } from "./output.js";

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Parts whose options are given with a dot: `--loss.margin 2`. */
  readonly dotted?: readonly string[];
  load(dotted: PartOptions): Promise<Command>;
}

const commands: readonly CommandEntry[] = [
  {
    name: "train",
    summary: "train a network on pictures, series or texts",
    dotted: ["encoder", "loss", "miner", "sampler", "memory", "optimizer", "schedule", "augment", "tokens"],
    load: async (dotted) => (await import("./commands/train.js")).trainCommand(dotted),
  },
  {
    name: "evaluate",
    summary: "measure how well a model tells apart what it never saw",
    load: async () => (await import("./commands/evaluate.js")).evaluateCommand(),
  },
  {
    name: "compare",
    summary: "measure several models on the same pictures, and say whether they really differ",
    load: async () => (await import("./commands/compare.js")).compareCommand(),
  },
  {
    name: "distances",
    summary: "say which distance suits a model's embeddings, and how much it matters",
    load: async () => (await import("./commands/distances.js")).distancesCommand(),
  },
  {
    name: "verify",
    summary: "say whether two pictures, series or texts are of the same",
    load: async () => (await import("./commands/verify.js")).verifyCommand(),
  },
  {
    name: "embed",
    summary: "write the embeddings of pictures, series or texts to a file",
    load: async () => (await import("./commands/embed.js")).embedCommand(),
  },
  {
    name: "anomalies",
    summary: "say what is unlike all that is normal: fit a detector, score by it",
    load: async () => (await import("./commands/anomalies.js")).anomaliesCommand(),
  },
  {
    name: "gallery",
    summary: "enrol people or things once, then ask who it is and what is most like it",
    load: async () => (await import("./commands/gallery.js")).galleryCommand(),
  },
  {
    name: "duplicates",
    summary: "find pictures or series that are nearly the same",
    load: async () => (await import("./commands/duplicates.js")).duplicatesCommand(),
  },
  {
    name: "info",
    summary: "say what a model takes, how it decides and how it was trained",
    load: async () => (await import("./commands/info.js")).infoCommand(),
  },
  {
    name: "serve",
    summary: "answer over HTTP: embed, verify, enrol, search, identify",
    load: async () => (await import("./commands/serve.js")).serveCommand(),
  },
  {
    name: "tokens",
    summary: "make, list and revoke the tokens of a service",
    load: async () => (await import("./commands/tokens.js")).tokensCommand(),
  },
];

const helpText = `
Examples:
  kindred train faces                            # faces/anna/1.jpg, faces/bert/1.jpg ... -> runs/faces/model.onnx
  kindred evaluate runs/faces/model.onnx faces-test
  kindred verify runs/faces/model.onnx a.jpg b.jpg

kindred COMMAND --help tells more, with examples. Exit status: 0 done, 1 different (verify) or
unknown (gallery identify), 2 error, 130 interrupted.`;

/** The program, and the words for it. */
async function program(words: readonly string[]): Promise<{ root: Command; rest: readonly string[] }> {
  const asked = askedCommand(words);
  const { rest, parts } = takeDottedOptions(words, commands.find(({ name }) => name === asked)?.dotted ?? []);
  const root = new Command("kindred")
    .description("Siamese neural networks: learn from pictures, series or texts what belongs together.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", helpText);
  for (const { name, summary, load } of commands) {
    root.addCommand((name === asked ? await load(parts) : new Command(name)).summary(summary));
  }
  for (const command of withAllBelow(root)) {
    command
      .exitOverride((error) => {
        throw asKindredError(error, command);
      })
      .showSuggestionAfterError(false)
      .configureOutput({ outputError: () => undefined });
  }
  return { root, rest };
}

function withAllBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withAllBelow)];
}

/** The command in question, also of `kindred help COMMAND`. Throws INVALID_OPTION where there is no such command. */
function askedCommand(words: readonly string[]): string | undefined {
  const asked = words[0] === "help" ? words[1] : words[0];
  const known = commands.map(({ name }) => name);
  if (asked === undefined || asked.startsWith("-") || known.includes(asked)) return asked;
  throw unknownName("kindred", asked, known);
}

async function main(words: readonly string[]): Promise<void> {
  ignoreClosedPipes();
  const output = openOutput({ json: words.includes("--json") });
  const verbose = words.includes("--verbose") || Boolean(process.env["KINDRED_DEBUG"]);
  try {
    const { root, rest } = await program(words);
    await root.parseAsync(rest, { from: "user" });
  } catch (error) {
    // commander ends by an error also where all is well: after help (status 1 where nobody asked for it) and version.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : failureStatus;
    else process.exitCode = reportFailure(error, output, verbose);
  }
}

await main(process.argv.slice(2));
