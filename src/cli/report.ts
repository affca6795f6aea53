import { Command } from "commander";
import type { CliContext } from "./context.js";

/** `unconfound report RUN [--out FILE] [--no-images]`. */
export function reportCommand(context: CliContext): Command {
  return new Command("report")
    .description("write the report page of a finished run again, without its data")
    .argument("<run>", "run folder")
    .option("--out <file>", "the page; default report.html in the run folder")
    .option("--no-images", "leave example images and attention pictures out of the page")
    .action(async (run: string, { out, images }: { out?: string; images: boolean }) => {
      const { reportRun } = await import("../app/report-run.js");
      context.print(`report  ${reportRun(run, out ?? null, images)}`);
    });
}
