// kindred anomalies fit|score: what is unlike all that is normal?

import { Command } from "commander";
import { anomaliesFitCommand } from "./anomalies-fit.js";
import { anomaliesScoreCommand } from "./anomalies-score.js";

export function anomaliesCommand(): Command {
  return new Command("anomalies")
    .description(
      "Learns from normal rows of numbers, or from pictures or series by a model, and says of others how unlike them they are.",
    )
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .addCommand(anomaliesFitCommand())
    .addCommand(anomaliesScoreCommand())
    .addHelpText(
      "after",
      "\nkindred anomalies fit --help and kindred anomalies score --help tell more, with examples.",
    );
}
