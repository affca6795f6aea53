import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import type { Predicted } from "../app/predict/predict.js";
import type { CliContext } from "./context.js";
import { exitCodes } from "./exit-codes.js";
import { bar, clearing, createProgressLine, showDuration } from "./progress-bar.js";
import { whileListening } from "./while-listening.js";

const examples = `
Examples:
  unconfound predict runs/chest new-images
  unconfound predict runs/chest table.csv --column image --root images --out answers.csv

The file has id, prediction and score, the probability of the second of two classes; of more classes score_<class>
each. Images that cannot be read are left out, and named with the reason in a file beside it: predictions.failed.csv. What is no image by its
name (.csv, .json, .txt, DICOMDIR, …) is skipped. Images are prepared as in training.
Exit codes: 0 done, 1 no image could be predicted, 2 bad input, 130 interrupted (nothing is written).`;

interface Options {
  readonly out: string;
  readonly column?: string;
  readonly root?: string;
  readonly id?: string;
  readonly workers?: number;
  readonly force: boolean;
}

/** `unconfound predict RUN INPUT [--out FILE] [--column NAME] [--root DIR] [--id NAME] [--workers N] [--force]`. */
export function predictCommand(context: CliContext): Command {
  return new Command("predict")
    .description("what the model of a finished run says of new image files")
    .argument("<run>", "run folder")
    .argument("<input>", "folder of images, an image, or a table (.csv, .tsv, .parquet)")
    .option("--out <file>", "file of predictions", "predictions.csv")
    .option("--column <name>", "of a table: column of image paths; default image")
    .option("--root <folder>", "of a table: folder that paths start from; default the table's")
    .option("--id <name>", "of a table: column of ids; default the path")
    .option("--workers <n>", "threads that decode; default one for each core", wholeNumber)
    .option("--force", "write over files that are there", false)
    .addHelpText("after", examples)
    .action(async (run: string, input: string, options: Options) => {
      context.exit(await runPredict(context, run, input, options));
    });
}

async function runPredict(
  context: CliContext,
  run: string,
  input: string,
  options: Options,
): Promise<number> {
  const { predict } = await import("../app/predict/predict.js");
  const line = createProgressLine(context.terminal);
  const stop = new AbortController();
  const start = performance.now();
  const onProgress = (done: number, total: number): void => {
    const seconds = (performance.now() - start) / 1000;
    const left = showDuration((seconds / done) * (total - done));
    line.update(`predicting  ${bar(done / total, 24)}  ${done}/${total}  ${left} left`);
  };
  try {
    const { workers = availableParallelism() } = options;
    const { signal } = stop;
    const made = await clearing(line, () =>
      whileListening(
        () => stop.abort(),
        () => predict({ ...options, ...{ run, input, workers, onProgress, signal } }),
      ),
    );
    report(context, made, (performance.now() - start) / 1000);
    return made.predicted > 0 ? exitCodes.done : exitCodes.failure;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    context.terminal.write("stopped; nothing was written\n");
    return exitCodes.interrupted;
  }
}

const shownFailures = 5;

function report(
  context: CliContext,
  { predicted, failures, notes, out, failed }: Predicted,
  seconds: number,
): void {
  const { terminal } = context;
  if (failures.length > 0) {
    terminal.write(`${failures.length} images have no prediction:\n`);
    for (const { reason } of failures.slice(0, shownFailures)) terminal.write(`  ${reason}\n`);
    const more = failures.length - shownFailures;
    if (more > 0) terminal.write(`  and ${more} more\n`);
  }
  for (const note of notes) terminal.write(`${note}\n`);
  context.print(
    `predictions  ${out}  ${pc.dim(`${predicted} images in ${showDuration(seconds)}`)}`,
  );
  if (failed !== null) context.print(`failures     ${failed}`);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError("It is a whole number from 1.");
}
