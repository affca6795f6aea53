import { Command } from "commander";
import type { CliContext } from "./context.js";

const examples = `
Examples:
  unconfound train examples/phantom-mimm.yml
  unconfound train cohort.yml
  unconfound train examples/morpho-mnist-erm.yml seed=1 train.epochs=20 --out runs/erm-seed1
  unconfound train examples/morpho-mnist-erm.yml seed=1 train.epochs=20 --out runs/erm-seed1 --resume

Overrides are key.sub=value; paths in the file start from its own folder.
Exit codes: 0 done, 1 failure, 2 bad input, 130 interrupted (go on with --resume).`;

/** `unconfound train FILE.yml [key=value ...] [--out DIR] [--resume]`. */
export function trainCommand(context: CliContext): Command {
  return new Command("train")
    .description("train one model from a run file and write a run folder")
    .argument(
      "<file>",
      "run file (YAML), or a cohort file, which is trained on with default settings",
    )
    .argument("[overrides...]", "key.sub=value, e.g. train.epochs=20")
    .option(
      "--out <folder>",
      "run folder; default runs/<name of the file>, of train.yml and the like runs/<folder>-train",
    )
    .option("--resume", "go on with an interrupted run in that folder", false)
    .addHelpText("after", examples)
    .action(
      async (file: string, overrides: string[], options: { out?: string; resume: boolean }) => {
        const { train } = await import("./actions/train.js");
        context.exit(await train(context, file, overrides, options));
      },
    );
}
