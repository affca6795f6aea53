import { Command } from "commander";
import pc from "picocolors";
import type { InitOptions } from "../app/init/init-cohort.js";
import type { CliContext } from "./context.js";

const examples = `
Examples:
  unconfound init chest/table.csv
  unconfound init train.csv --target "Pleural Effusion" --images ..
  unconfound init bids/participants.tsv --target age
  unconfound init train.csv --target Edema,Consolidation,Atelectasis

The table (.csv, .tsv, .parquet) has one row an image. Two files are written beside it, with what was guessed and why:
cohort.yml says what the table means, train.yml trains on it. Read them before you believe a result.`;

const widestKey = "preprocess".length;

/** `unconfound init TABLE [--images DIR] [--target COLUMN] [--force]`. */
export function initCommand(context: CliContext): Command {
  return new Command("init")
    .description("start from a table and a folder of images: guess what they mean")
    .argument("<table>", "table with one row an image")
    .option("--images <folder>", "where image files are looked for; default the table's folder")
    .option(
      "--target <column>",
      "column of the label, or several: a,b,c; default the one that is called like one",
    )
    .option("--force", "write over cohort.yml and train.yml", false)
    .addHelpText("after", examples)
    .action(async (table: string, options: Omit<InitOptions, "table">) => {
      const { initCohort } = await import("../app/init/init-cohort.js");
      const { cohort, run, rows, remarks, attributes } = await initCohort({ ...options, table });
      context.print(`${table}: ${rows} rows. Guessed:`);
      const say = (key: string, text: string) =>
        context.print(`  ${pc.bold(key.padEnd(widestKey))}  ${text}`);
      for (const { key, text } of remarks) say(key, text);
      for (const { spec, association, values } of attributes) {
        say("attribute", `${spec.name}, V ${association.toFixed(2)}: ${values}`);
      }
      context.print(pc.dim("V: Cramer's V with the label, 0 (none) to 1 (it tells the label)"));
      context.print("");
      context.print(`${cohort}`);
      if (run === null) {
        context.print("no attributes were found: name some in it, then train on it");
        return;
      }
      context.print(`${run}`);
      context.print(
        pc.dim(
          `next: unconfound data check ${run}, unconfound scan ${cohort}, unconfound train ${run}`,
        ),
      );
    });
}
