// kindred gallery ...: enrol once, then ask who it is and what is most like it. A file each for its commands.

import { Command } from "commander";
import { addCommand } from "./gallery/add.js";
import { exportCommand } from "./gallery/export.js";
import { identifyCommand } from "./gallery/identify.js";
import { listCommand } from "./gallery/list.js";
import { rebuildCommand } from "./gallery/rebuild.js";
import { removeCommand } from "./gallery/remove.js";
import { searchCommand } from "./gallery/search.js";
import { statsCommand } from "./gallery/stats.js";

const examples = `
Examples:
  kindred gallery add staff --model runs/faces/model.onnx photos   # photos/anna/1.jpg, photos/bert/1.jpg ...
  kindred gallery identify staff visitor.jpg                       # who is it? exit status 1: nobody known
  kindred gallery search staff visitor.jpg --top 5
  kindred gallery remove staff --id anna

Each takes --json; kindred gallery COMMAND --help tells more.`;

export function galleryCommand(): Command {
  const command = new Command("gallery")
    .description(
      "Galleries: people, signatures or products that are enrolled once, to be asked who something is of and what is " +
        "most like it. They are kept in a folder, galleries/NAME, or with --store in a PostgreSQL database with pgvector.",
    )
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", examples);
  const parts = [
    addCommand(),
    searchCommand(),
    identifyCommand(),
    removeCommand(),
    listCommand(),
    statsCommand(),
    exportCommand(),
    rebuildCommand(),
  ];
  for (const [part, summary] of parts) command.addCommand(part.summary(summary));
  return command;
}
