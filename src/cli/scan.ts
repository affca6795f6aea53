import { join } from "node:path";
import { Command, Option } from "commander";
import type { CliContext } from "./context.js";
import { exitCodes } from "./exit-codes.js";
import { outputName } from "./output-name.js";
import { clearing, createProgressLine, showCount } from "./progress-bar.js";

const notes = `
Examples:
  unconfound scan cohort.yml
  unconfound scan cohort.yml --out chest-scan --without acquisition_date,report_id
  unconfound scan cohort.yml --fail-on flagged       # for a script: exit code 3 if anything is flagged

Trains nothing. Each attribute, column of the tables, property of the files (size, format, JPEG quality, …) and of the pictures
(brightness, border, corner marker, black frame, sharpness, noise, colour cast, …) predicts the label by itself, out of fold
by subject. The folder has scan.html, to look at, and scan.json. docs/scan.md explains every word.
Exit codes: 0 done; 3 something is flagged and --fail-on asks for it; 2 the files cannot be used.`;

interface ScanFlags {
  readonly out?: string;
  readonly without?: string;
  readonly images: boolean;
  readonly seed: string;
  readonly failOn?: "flagged";
}

/** `unconfound scan COHORT.yml [--out DIR] [--without NAME,…] [--no-images] [--fail-on flagged]`. */
export function scanCommand(context: CliContext): Command {
  const line = createProgressLine(context.terminal);
  const command = new Command("scan");
  return command
    .description("before training: what tells the label by itself, without the disease?")
    .argument("<cohort>", "cohort file (YAML)")
    .option(
      "--out <folder>",
      "new folder; default scans/<folder>-cohort or scans/<name of the file>",
    )
    .option("--without <names>", "columns and properties that are left out, with commas")
    .option("--no-images", "leave pictures out of the page")
    .option("--seed <n>", "of folds and permutations", "0")
    .addOption(
      new Option("--fail-on <what>", "exit with 3 if anything is flagged").choices(["flagged"]),
    )
    .addHelpText("after", notes)
    .action(async (file: string, { out, without = "", images, seed, failOn }: ScanFlags) => {
      if (!/^\d{1,9}$/.test(seed)) {
        command.error("error: --seed is a whole number", { exitCode: exitCodes.usage });
      }
      const { scanCohort } = await import("../app/scan/scan-cohort.js");
      const { readFileText } = await import("./read-run-file.js");
      const text = readFileText(file);
      const names = without.split(",").map((name) => name.trim());
      const scan = await clearing(line, () =>
        scanCohort(
          {
            ...{
              file,
              text,
              out: out ?? join("scans", outputName(file)),
              withImages: images,
              seed: Number(seed),
            },
            without: names.filter((name) => name !== ""),
          },
          {
            onMake: showCount(line, "making data"),
            onLook: showCount(line, "looking at images"),
            onTest: showCount(line, "testing targets"),
          },
        ),
      );
      context.print(scan.text);
      context.print(`\n${scan.folder}`);
      const fails = failOn === "flagged" && scan.isFlagged;
      context.exit(fails ? exitCodes.gateFailed : exitCodes.done);
    });
}
