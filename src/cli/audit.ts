import { Command, Option } from "commander";
import type { AuditOptions } from "./actions/audit.js";
import type { CliContext } from "./context.js";

const examples = `
Examples:
  unconfound audit --predictions runs/chest/predictions.csv --split iid
  unconfound audit --predictions theirs.csv --attributes sex,site --intersections sex*site --fail-on disparity

Any model's file: split, id, subject, label, score (two classes), score_<class>, or label_<name> and score_<name>
of several labels; attr_<name> for each attribute. docs/audit.md says what the verdicts rest on.`;

/** `unconfound audit --predictions FILE`. */
export function auditCommand(context: CliContext): Command {
  return new Command("audit")
    .description("does a model answer differently for groups of an attribute? from its predictions")
    .requiredOption("--predictions <file>", "predictions.csv of a run, or of another program")
    .option("--split <name>", "rows to audit; default test, or the only split beside validation")
    .option("--attributes <list>", "names, e.g. sex,site; default all")
    .option("--intersections <list>", "groups of several attributes, e.g. sex*site,sex*age")
    .option("--threshold <score>", "this score and above is positive")
    .option(
      "--threshold-split <name>",
      "choose it there by Youden's J; default validation, else 0.5",
    )
    .addOption(
      new Option("--correction <name>", "of p over attributes and targets")
        .choices(["holm", "benjamini-hochberg"])
        .default("holm"),
    )
    .option("--resamples <n>", "of subjects, for intervals; default 1000")
    .option("--seed <n>", "of resamples and permutations; default 0")
    .option("--out <folder>", "new folder; default audits/<name of the run or file>")
    .addOption(
      new Option("--fail-on <verdict>", "exit code 3 where there is one").choices([
        "disparity",
        "used",
      ]),
    )
    .addHelpText("after", examples)
    .action(async (options: AuditOptions) => {
      const { audit } = await import("./actions/audit.js");
      audit(context, options);
    });
}
