import { Command } from "commander";
import type { ReproduceOptions } from "./actions/reproduce.js";
import type { CliContext } from "./context.js";

const examples = `
Examples:
  unconfound reproduce runs/chest chest/train.yml
  unconfound reproduce runs/chest chest/train.yml --train --out chest-again

A run does not store where its data lie: name the run file that it was trained from, or the folder of that file.
Without it, paths start from the current folder. The settings are those of the run, not of the file.
Exit codes: 0 nothing that decides results has changed, 1 something has, 2 bad input. docs/evaluate.md explains.`;

/** `unconfound reproduce RUN [FILE.yml] [--train] [--out DIR]`. */
export function reproduceCommand(context: CliContext): Command {
  return new Command("reproduce")
    .description("say whether a finished run can be got again, and what has changed since")
    .argument("<run>", "run folder")
    .argument(
      "[file]",
      "run file that it was trained from, or its folder; default: the current folder",
    )
    .option("--train", "train again too, and compare the files byte by byte", false)
    .option("--out <folder>", "new folder for --train; default reproductions/<name of the run>")
    .addHelpText("after", examples)
    .action(async (run: string, file: string | undefined, options: ReproduceOptions) => {
      const { reproduce } = await import("./actions/reproduce.js");
      context.exit(await reproduce(context, run, file, options));
    });
}
