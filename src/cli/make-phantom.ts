import { join } from "node:path";
import { Command } from "commander";
import type { PhantomOptions } from "../app/phantom-options.js";
import type { CliContext } from "./context.js";
import { exitCodes } from "./exit-codes.js";
import { clearing, createProgressLine, showCount } from "./progress-bar.js";
import { whileListening } from "./while-listening.js";

const notes = `
Pictures are chest radiographs, volumes are T1-weighted brain scans; the finding is a lesion. Site and marker (of
volumes: intensity) go together with it as --association says, so that a network can take them for the lesion.

Examples:
  unconfound data make phantom --format png --out phantom --subjects 400 --split
  unconfound data make phantom --format dicom --out chest --visits 2 --missing 0.05 --uncertain 0.05
  unconfound data make phantom --format nifti --out brains --subjects 400 --size 48
  unconfound data make phantom --format dicom --volumes --out series --subjects 20 --size 96x96x24
  unconfound data make phantom --format nifti --out atrophy --target atrophy --subjects 400
  unconfound data make phantom --format png --out unseen --seed 1 --association 0.5    # for predict

The same options give the same bytes. Ctrl-C leaves nothing behind.
Exit codes: 0 done, 1 failure, 2 bad input, 130 interrupted.`;

interface MakePhantomOptions extends PhantomOptions {
  readonly out: string;
}

/** `unconfound data make phantom --format FORMAT --out DIR`. */
export function makePhantomCommand(context: CliContext): Command {
  return new Command("phantom")
    .description("write synthetic images and a table, to try everything without data")
    .requiredOption("--format <format>", "png, dicom or nifti (volumes, as a BIDS folder)")
    .requiredOption("--out <folder>", "where it goes; must be new or empty")
    .option("--volumes", "with dicom: volumes, a folder with a series each", false)
    .option("--subjects <n>", "patients; default 200")
    .option("--images <n>", "instead of --subjects: how many images")
    .option("--visits <n>", "images of each patient; default 1")
    .option("--size <n>", "side in pixels, default 64; of volumes 48, or 64x64x24")
    .option("--seed <n>", "decides every image; default 0")
    .option(
      "--association <share>",
      "share of images whose attribute goes with the finding; default 0.9; 0.5 is chance",
    )
    .option("--associated <list>", "of sex, site, marker (intensity); default the last two; none")
    .option(
      "--target <name>",
      "what goes with attributes: finding (default); a number: heart-size, of volumes atrophy",
    )
    .option("--difficulty <number>", "of the finding, 0 (plain) to 1 (hardly there); default 0.5")
    .option("--missing <share>", "share of empty cells in the table; default 0")
    .option("--uncertain <share>", "share of findings that are -1; default 0")
    .option("--split", "a column with the parts; in the test part nothing is associated", false)
    .addHelpText("after", notes)
    .action(async (options: MakePhantomOptions) => {
      context.exit(await runMakePhantom(context, options));
    });
}

async function runMakePhantom(context: CliContext, options: MakePhantomOptions): Promise<number> {
  const { makePhantom } = await import("../app/make-phantom.js");
  const line = createProgressLine(context.terminal);
  const stop = new AbortController();
  const onProgress = showCount(line, "making data");
  const made = await clearing(line, () =>
    whileListening(
      () => stop.abort(),
      () => makePhantom(options, options.out, onProgress, stop.signal),
    ),
  );
  if (made.type === "stopped") {
    context.terminal.write(`stopped; nothing was left of ${made.folder}\n`);
    return exitCodes.interrupted;
  }
  const { folder, images, patients } = made;
  context.print(`phantom: ${images} images of ${patients} patients in ${folder}`);
  context.print(`table    ${join(folder, "table.csv")}`);
  return exitCodes.done;
}
