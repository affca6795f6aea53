import { basename, join, resolve } from "node:path";
import { Command } from "commander";
import pc from "picocolors";
import type { RuntimeCheck } from "../app/export/check-runtimes.js";
import type { CliContext } from "./context.js";

const examples = `
Examples:
  unconfound export runs/phantom-mimm
  unconfound export runs/phantom-mimm --out model --safetensors --train-step
  unconfound export runs/phantom-mimm --out model --cam

The folder holds model.onnx, which says in its metadata how to prepare an image and what its classes are
called, and MODEL_CARD.md. docs/export.md shows how to run it in Python and in PyTorch.`;

/** `unconfound export RUN [--out DIR] [--safetensors] [--train-step] [--cam]`. */
export function exportCommand(context: CliContext): Command {
  return new Command("export")
    .description("write the model of a finished run into a folder, to be used elsewhere")
    .argument("<run>", "run folder")
    .option("--out <folder>", "new folder; default exports/<name of the run>")
    .option("--safetensors", "weights for PyTorch too, under torchvision's names", false)
    .option("--train-step", "the training step as ONNX too, to train on another machine", false)
    .option("--cam", "model-cam.onnx too: the same with a class activation map a class", false)
    .addHelpText("after", examples)
    .action(
      async (
        run: string,
        options: { out?: string; safetensors: boolean; trainStep: boolean; cam: boolean },
      ): Promise<void> => {
        const { exportRun } = await import("../app/export/export-run.js");
        const { runtimeTolerance } = await import("../app/export/check-runtimes.js");
        const out = options.out ?? join("exports", basename(resolve(run)));
        const { files, checks } = await exportRun({
          run,
          out,
          safetensors: options.safetensors,
          trainStep: options.trainStep,
          cam: options.cam,
        });
        for (const { name, bytes } of files) {
          context.print(`${join(out, name)}  ${pc.dim(sizeText(bytes))}`);
        }
        if (options.cam)
          context.print(pc.dim("maps: output cam/<label>, [N, classes, places]: docs/export.md"));
        for (const check of checks) context.print(pc.dim(checkText(check, runtimeTolerance)));
      },
    );
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function checkText({ runtime, difference, model }: RuntimeCheck, limit: number): string {
  const name = runtime === "native" ? "onnxruntime-node" : "onnxruntime-web";
  const what = model === undefined ? "" : `${model} `;
  if (difference === null) return `${what}not checked in ${name}: it is not installed`;
  return `${what}checked in ${name}: at most ${difference.toExponential(1)} from the training graph (limit ${limit})`;
}
