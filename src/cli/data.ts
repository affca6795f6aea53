import { Command } from "commander";
import { nearestName } from "../base/errors.js";
import { checkRunData, dataSetEntries, makeMorphoMnist } from "../app/data-sets.js";
import type { CliContext } from "./context.js";
import { exitCodes } from "./exit-codes.js";
import { readRunFile } from "./read-run-file.js";
import { bar, createProgressLine } from "./progress-bar.js";

/** `unconfound data list | make | check`. */
export function dataCommand(context: CliContext): Command {
  const line = createProgressLine(context.terminal);
  const onProgress = (done: number, total: number) =>
    line.update(`making data  ${bar(done / total, 24)}  ${done}/${total}`);
  const command = new Command("data").description("list, make or check data sets");
  command
    .command("list")
    .description("data sets that run files can name")
    .action(() => {
      for (const { name, title, needs } of dataSetEntries) {
        context.print(`${name.padEnd(14)} ${title}\n${" ".repeat(15)}needs ${needs}`);
      }
    });
  const make = command.command("make");
  make
    .description("make a data set and cache it, before the first training")
    .argument("<name>", "morpho-mnist")
    .option("--root <folder>", "folder with the four MNIST files; needed")
    .option("--cache <folder>", "where it is kept; default the user's cache folder")
    .action(async (name: string, options: { root?: string; cache?: string }) => {
      const root = rootToMakeFrom(make, name, options.root);
      const { dataset, cache } = await makeMorphoMnist(root, options.cache, onProgress);
      line.clear();
      const count = dataset.pools.train.ids.length + (dataset.pools.test?.ids.length ?? 0);
      context.print(`${dataset.name}: ${count} images in ${cache}`);
    });
  command
    .command("check")
    .description("read the data of a run file and print its split and tables; trains nothing")
    .argument("<file>", "run file (YAML)")
    .argument("[overrides...]", "key.sub=value")
    .action(async (file: string, overrides: string[]) => {
      const report = await checkRunData({ text: readRunFile(file), file }, overrides, onProgress);
      line.clear();
      context.print(report);
    });
  return command;
}

/** The folder given as `--root`; ends `command` with exit 2 where the data set `name` cannot be made. */
function rootToMakeFrom(command: Command, name: string, root: string | undefined): string {
  const refuse = (reason: string) =>
    command.error(`error: ${reason}`, { exitCode: exitCodes.usage });
  const names = dataSetEntries.map((entry) => entry.name);
  if (name === "phantom") refuse("phantom is made on the fly and needs no making");
  if (name !== "morpho-mnist") {
    const near = nearestName(name, names);
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    refuse(`unknown data set '${name}' (legal: ${names.join(", ")})${hint}`);
  }
  return root ?? refuse("required option '--root <folder>' not specified");
}
