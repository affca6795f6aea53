import { Command } from "commander";
import { checkRunData, dataSetEntries, makeMorphoMnist } from "../app/data-sets.js";
import type { CliContext } from "./context.js";
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
  command
    .command("make")
    .description("make a data set and cache it, before the first training")
    .argument("<name>", "morpho-mnist")
    .requiredOption("--root <folder>", "folder with the four MNIST files")
    .option("--cache <folder>", "where it is kept; default the user's cache folder")
    .action(async (name: string, options: { root: string; cache?: string }) => {
      if (name !== "morpho-mnist") {
        command.error(`error: only morpho-mnist is made beforehand, not '${name}'`, {
          exitCode: 2,
        });
      }
      const { dataset, cache } = await makeMorphoMnist(options.root, options.cache, onProgress);
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
