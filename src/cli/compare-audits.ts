import { Command } from "commander";
import type { CliContext } from "./context.js";

/** `unconfound compare-audits BEFORE AFTER [--out FILE]`. */
export function compareAuditsCommand(context: CliContext): Command {
  return new Command("compare-audits")
    .description("two audits side by side, such as before a remedy and after it")
    .argument("<before>", "folder that `audit` wrote")
    .argument("<after>", "the same of the later one")
    .option("--out <file>", "the page; default compared.html in the later folder")
    .action(async (before: string, after: string, { out }: { out?: string }) => {
      const { compareAudits } = await import("./actions/compare-audits.js");
      compareAudits(context, before, after, out);
    });
}
