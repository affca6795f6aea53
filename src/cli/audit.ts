import { Command, Option } from "commander";
import type { AuditOptions } from "./actions/audit.js";
import type { CliContext } from "./context.js";

const examples = `
Examples:
  unconfound audit runs/chest chest.yml
  unconfound audit runs/compare/cells/default/erm/seed-0 compare.yml
  unconfound audit runs/chest chest.yml --deep --strengths 0.5,0.7,0.9 --seeds 0..1
  unconfound audit --predictions runs/chest/predictions.csv --split iid
  unconfound audit --predictions theirs.csv --attributes sex,site --intersections sex*site --fail-on disparity
  unconfound audit --predictions theirs.csv --target y_true --score y_prob --subject patient --attributes site
  unconfound audit --embeddings theirs.npz --table rows.csv --target finding --attributes sex,site --subject patient
  unconfound audit --embeddings theirs.npz --table rows.csv --target age --as number --attributes site --prediction age_hat
  unconfound audit --model theirs.onnx --cohort cohort.yml --mean 0.485,0.456,0.406 --deviation 0.229,0.224,0.225
  unconfound audit --model theirs.onnx --cohort cohort.yml --embedding /features/Flatten_output_0

A run of ours: predictions, probes, and what its model says of pictures that are changed; the folder of a method's folds: all of
them together, each picture answered by the model that did not learn from it. Predictions: what groups are answered.
Features (embeddings) with a table: what can be read off them, and with scores in the table what groups are answered.
A model in a file (ONNX) on all rows of a cohort file: the same as a run; its features are the tensor that --embedding names.
One of ours says its outputs and features itself.
Any model's file: split, id, subject, label, score (two classes), score_<class>, or label_<name> and score_<name>
of several labels, or label and prediction of a number; attr_<name> for each attribute. docs/audit.md says what the verdicts rest on.`;

/** `unconfound audit RUN [FILE.yml]`, `--predictions FILE`, `--embeddings FILE --table FILE` or `--model FILE --cohort FILE`. */
export function auditCommand(context: CliContext): Command {
  const command = new Command("audit")
    .description(
      "does a model answer by an attribute? of a run, predictions, features, or an ONNX model",
    )
    .argument("[run]", "folder of a finished run, or of the runs of all folds")
    .argument("[file]", "the run file that it was trained from, or its folder; default: here");
  return withModel(withTables(command))
    .option(
      "--split <name>",
      "rows to audit; default iid, natural or test, or the only split beside validation",
    )
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
    .option(
      "--out <folder>",
      "new folder; default audits/<name of the run or file>; of model.onnx and the like <folder>-model",
    )
    .option("--deep", "of a run: train it anew at several strengths of each association")
    .option("--strengths <list>", "of --deep: P(aligned value | label); default three of them")
    .option("--seeds <list>", "of --deep: of each strength, e.g. 0..4; default 0..1")
    .option("--jobs <n>", "of --deep: runs side by side; default 2")
    .addOption(
      new Option("--fail-on <verdict>", "exit code 3 where there is one").choices([
        "disparity",
        "used",
      ]),
    )
    .option("--no-images", "leave pictures out of the page")
    .addHelpText("after", examples)
    .action(async (run: string | undefined, file: string | undefined, options: AuditOptions) => {
      const { audit } = await import("./actions/audit.js");
      await audit(context, { ...options, run, file });
    });
}

/** Predictions, and features with a table. */
function withTables(command: Command): Command {
  return command
    .option("--predictions <file>", "predictions.csv of a run, or of another program")
    .option("--embeddings <file>", "features of another network: .npz, .npy, or a table")
    .option("--table <file>", "of --embeddings: labels, attributes, subjects, scores if known")
    .option("--target <column>", "of --predictions, --table: the label; default label")
    .addOption(
      new Option(
        "--as <kind>",
        "of the same: what the target is; default classes, or a number with a column prediction",
      ).choices(["classes", "number"]),
    )
    .option("--id <column>", "of the same: default id; features are matched by it, else by order")
    .option("--subject <column>", "of the same: default subject, else each row is its own")
    .option("--score <column>", "of the same: default score, or score_<class> of each class")
    .option("--prediction <column>", "of the same, of a number: default prediction");
}

/** A model of another program. */
function withModel(command: Command): Command {
  return command
    .option("--model <file>", "ONNX model of another program, with --cohort")
    .option("--cohort <file>", "of --model: cohort file of the pictures, all rows are audited")
    .option("--embedding <tensor>", "of --model: its features, an inner tensor or an output")
    .addOption(
      new Option("--pooling <kind>", "of --embedding: places or tokens; default mean").choices([
        "mean",
        "flatten",
      ]),
    )
    .option("--classes <list>", "of --model: its outputs in order; default those of the cohort")
    .option("--input <name>", "of --model: where it has several")
    .option("--output <name>", "of --model: where it has several; one of ours says it")
    .addOption(
      new Option("--scores <kind>", "of --model: what its output is; default logits").choices([
        "logits",
        "probabilities",
      ]),
    )
    .addOption(
      new Option("--channels <place>", "of --model: where they stand; default first").choices([
        "first",
        "last",
      ]),
    )
    .option("--scale <factor>", "of --model: pictures of 0..1 times this, e.g. 255")
    .option("--mean <list>", "of --model: subtracted, by channel or one")
    .option("--deviation <list>", "of --model: divides, by channel or one");
}
