import { Command } from "commander";
import type { CliContext } from "./context.js";

/** `unconfound demo`: planted shortcuts, plain training caught, MIMM with rebalancing beside it. */
export function demoCommand(context: CliContext): Command {
  return new Command("demo")
    .description("train three methods on the embedded phantom and compare them (about a minute)")
    .argument("[overrides...]", "key.sub=value of presets/demo.yml, e.g. seed=1")
    .option("--out <folder>", "where the run folders go; default runs/demo, runs/demo-2, …")
    .action(async (overrides: string[], options: { out?: string }) => {
      const { demo } = await import("./actions/demo.js");
      context.exit(await demo(context, overrides, options.out));
    });
}
