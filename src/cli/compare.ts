import { Command } from "commander";
import type { CompareOptions } from "./actions/compare.js";
import type { CliContext } from "./context.js";

const examples = `
Examples:
  unconfound compare examples/phantom-mimm.yml --methods erm,multitask+rebalance,mimm+rebalance --seeds 0..4
  unconfound compare examples/morpho-mnist-compare.yml --shard 1/4      # of four machines, or one after another
  unconfound compare examples/morpho-mnist-compare.yml --merge          # with the folders of all four together

The same command goes on where it was stopped; runs that are done are skipped. The compare block of the run
file says the same as the flags and more: docs/compare.md.
Exit codes: 0 done, 1 a method failed with every seed, or runs are unfinished; 2 bad input, also --merge before
all runs are there; 130 interrupted.`;

/** `unconfound compare FILE.yml [key=value ...] [--methods …] [--seeds …] [--shard i/n] [--merge]`. */
export function compareCommand(context: CliContext): Command {
  return new Command("compare")
    .description("train methods × seeds × settings and compare them")
    .argument("<file>", "run file (YAML), or a cohort file with default settings")
    .argument("[overrides...]", "key.sub=value, e.g. train.epochs=20")
    .option("--methods <list>", "names, e.g. erm,multitask+rebalance,mimm; or labels of the file's")
    .option("--seeds <seeds>", "0..4 or 0,3,5; default those of the file, else 0..2")
    .option("--settings <list>", "only these settings of the file")
    .option("--claim <method>", "the method that is claimed to win, named before the runs")
    .option("--shard <i/n>", "train only share i of n; put the folders together and --merge")
    .option("--merge", "train nothing; compare the runs that are there", false)
    .option(
      "--out <folder>",
      "default runs/<name of the file>-compare, of train.yml and the like runs/<folder>-train-compare",
    )
    .option("--resume", "go on in the folder although the comparison was changed", false)
    .option("--jobs <n>", "processes side by side, one thread each; default 2, or 1 core")
    .addHelpText("after", examples)
    .action(async (file: string, overrides: string[], options: CompareOptions) => {
      const { compare } = await import("./actions/compare.js");
      context.exit(await compare(context, file, overrides, options));
    });
}
