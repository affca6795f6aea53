import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import pc from "picocolors";
import { findChanges } from "../../app/reproduce/find-changes.js";
import { compareFiles } from "../../app/reproduce/compare-files.js";
import { isReproducible, type Finding } from "../../app/reproduce/finding.js";
import { requireNewFolder } from "../../app/write-folder.js";
import { baseFolder } from "../base-folder.js";
import type { CliContext } from "../context.js";
import { exitCodes } from "../exit-codes.js";
import { clearing, createProgressLine, showCount } from "../progress-bar.js";
import { runToEnd } from "../run-to-end.js";

/** Options of `unconfound reproduce` as commander gives them. */
export interface ReproduceOptions {
  readonly train: boolean;
  readonly out?: string;
}

/** What `unconfound reproduce` does. @returns the exit code. */
export async function reproduce(
  context: CliContext,
  run: string,
  file: string | undefined,
  options: ReproduceOptions,
): Promise<number> {
  const out = options.out ?? join("reproductions", basename(resolve(run)));
  if (options.train) requireNewFolder(out);
  const base = baseFolder("reproduce", file);
  const line = createProgressLine(context.terminal);
  const { findings, notes } = await clearing(line, () =>
    findChanges({ run, base, onProgress: showCount(line, "making data") }),
  );
  for (const note of notes) context.terminal.write(`${note}\n`);
  showFindings(context, findings);
  const unchanged = isReproducible(findings);
  context.print(
    unchanged
      ? "nothing that decides results has changed"
      : "something that decides results has changed",
  );
  if (!options.train) return unchanged ? exitCodes.done : exitCodes.failure;
  const source = join(run, "config.yml");
  const configText = readFileSync(source, "utf8");
  const end = await runToEnd(
    context,
    line,
    { configText, source, overrides: [], base, out: resolve(out), resume: false },
    ": nothing was compared",
  );
  if (typeof end === "number") return end;
  const files = compareFiles(run, out);
  showFindings(context, files);
  return isReproducible([...findings, ...files]) ? exitCodes.done : exitCodes.failure;
}

function showFindings(context: CliContext, findings: readonly Finding[]): void {
  const words = { same: pc.green, changed: pc.red, unknown: pc.yellow } as const;
  for (const { state, text, decides } of findings) {
    const aside = state === "changed" && !decides ? pc.dim("  (does not decide results)") : "";
    context.print(`${words[state](state.padEnd(8))} ${text}${aside}`);
  }
}
