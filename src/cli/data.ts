import { Command } from "commander";
import { nearestName } from "../base/errors.js";
import type { MadeDataSet } from "../app/data-sets.js";
import type { CliContext } from "./context.js";
import { exitCodes } from "./exit-codes.js";
import { makePhantomCommand } from "./make-phantom.js";
import { clearing, createProgressLine, showCount } from "./progress-bar.js";

/** `unconfound data list | make | check`; `make phantom` has a file of its own. */
export function dataCommand(context: CliContext): Command {
  const line = createProgressLine(context.terminal);
  const onProgress = showCount(line, "making data");
  const command = new Command("data").description("list, make or check data sets");
  command
    .command("list")
    .description("data sets that run files can name")
    .action(async () => {
      const { dataSetEntries } = await import("../app/data-sets.js");
      for (const { name, title, needs } of dataSetEntries) {
        context.print(`${name.padEnd(14)} ${title}\n${" ".repeat(15)}needs ${needs}`);
      }
    });
  const make = command.command("make");
  make
    .description("make a data set before the first training")
    .argument("<name>", "phantom (which has options of its own), morpho-mnist or fashion-mnist")
    .addCommand(makePhantomCommand(context))
    .option("--root <folder>", "morpho-mnist: folder with the four MNIST files; needed")
    .option("--cache <folder>", "morpho-mnist: where it is kept; default the user's cache folder")
    .option("--url <address>", "fashion-mnist: folder to download the four files from; needed")
    .addHelpText(
      "after",
      "\nFor fashion-mnist --root is where the files go; default a folder where runs look. Nothing is\n" +
        "downloaded but here, and each file is checked by its SHA-256.",
    )
    .action(async (name: string, options: MakeOptions) => {
      const { dataset, folder } = await clearing(line, () =>
        makeDataSet(make, name, options, onProgress),
      );
      const count = dataset.pools.train.ids.length + (dataset.pools.test?.ids.length ?? 0);
      context.print(`${dataset.name}: ${count} images in ${folder}`);
    });
  command
    .command("check")
    .description("read everything that a run file or a cohort file names, and say what is wrong")
    .argument("<file>", "run file or cohort file (YAML)")
    .argument("[overrides...]", "key.sub=value")
    .option("--json <file>", "of a cohort: the report as JSON too")
    .addHelpText(
      "after",
      "\nTrains nothing; images that are made for it are not made again by training.\n" +
        "Exit codes: 0 done, warnings too; 1 errors were found; 2 the files cannot be used.",
    )
    .action(async (file: string, overrides: string[], { json }: { json?: string }) => {
      const { checkData, requireJson } = await import("../app/check-data.js");
      const { writeText } = await import("../app/write-file.js");
      const { readFileText } = await import("./read-run-file.js");
      const source = { text: readFileText(file), file };
      const onLook = showCount(line, "looking at images");
      const check = await clearing(line, () =>
        checkData(source, overrides, { onMake: onProgress, onLook }),
      );
      context.print(check.text);
      if (json !== undefined) writeText(json, requireJson(check));
      context.exit(check.hasErrors ? exitCodes.failure : exitCodes.done);
    });
  return command;
}

interface MakeOptions {
  readonly root?: string;
  readonly cache?: string;
  readonly url?: string;
}

/** Make the data set `name`; ends `command` with exit 2 where it cannot be made, or an option is missing. */
async function makeDataSet(
  command: Command,
  name: string,
  { root, cache, url }: MakeOptions,
  onProgress: (done: number, total: number) => void,
): Promise<MadeDataSet> {
  const refuse = (reason: string) =>
    command.error(`error: ${reason}`, { exitCode: exitCodes.usage });
  switch (name) {
    case "morpho-mnist": {
      const from = root ?? refuse("required option '--root <folder>' not specified");
      const { makeMorphoMnist } = await import("../app/data-sets.js");
      return makeMorphoMnist(from, cache, onProgress);
    }
    case "fashion-mnist": {
      const from = url ?? refuse("required option '--url <address>' not specified");
      const { makeFashionMnist } = await import("../app/data-sets.js");
      return makeFashionMnist(from, root, onProgress);
    }
    case "embeddings":
      return refuse("embeddings are your own files; docs/data.md says how to bring them");
    case "cohort":
      return refuse("a cohort is your own files; docs/cohort.md says how to bring them");
    case "medmnist":
      return refuse(
        "medmnist is an NPZ file of its authors; recipes/medmnist-2d says how to get it",
      );
    case "canvas":
      return refuse("canvases are composed while a run goes on; docs/data.md says of what");
    default: {
      const names = ["phantom", "morpho-mnist", "fashion-mnist"];
      const near = nearestName(name, names);
      const hint = near === undefined ? "" : `; did you mean ${near}?`;
      return refuse(`unknown data set '${name}' (legal: ${names.join(", ")})${hint}`);
    }
  }
}
