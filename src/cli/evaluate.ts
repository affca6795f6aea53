import { Command } from "commander";
import type { EvaluateOptions } from "./actions/evaluate.js";
import type { CliContext } from "./context.js";

const examples = `
Examples:
  unconfound evaluate runs/chest --cohort other-hospital.yml
  unconfound evaluate runs/chest --cohort other-hospital.yml --out chest-elsewhere

Nothing is learnt or chosen on the other cohort: weights, preprocessing, classes and the threshold are those of
the run, and all rows of the cohort file are one test. docs/evaluate.md explains what is written.`;

/** `unconfound evaluate RUN --cohort FILE.yml [--out DIR]`. */
export function evaluateCommand(context: CliContext): Command {
  return new Command("evaluate")
    .description("evaluate a finished run on another cohort, everything frozen")
    .argument("<run>", "run folder")
    .requiredOption("--cohort <file>", "cohort file (YAML)")
    .option(
      "--out <folder>",
      "new folder; default evaluations/<name of the run>-<name of the file>",
    )
    .option(
      "--cache <folder>",
      "where preprocessed images are kept; default: the user's cache folder",
    )
    .addHelpText("after", examples)
    .action(async (run: string, options: EvaluateOptions) => {
      const { evaluate } = await import("./actions/evaluate.js");
      await evaluate(context, run, options);
    });
}
