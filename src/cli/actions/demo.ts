import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import pc from "picocolors";
import { auditFileNames } from "../../app/audit/finish-audit.js";
import {
  auditDemo,
  DemoFailure,
  runDemo,
  type DemoAudit,
  type DemoResult,
} from "../../app/demo.js";
import type { TrainingHandle } from "../../app/train.js";
import { requireNewFolder } from "../../app/write-folder.js";
import { verdictsInOrder } from "../../report/audit/verdict-words.js";
import { compareOutcomes } from "../../report/compare-outcomes.js";
import { describeOutcome } from "../../report/outcome.js";
import { verdictWords } from "../../report/tables/audit-table.js";
import { formatComparisonTable } from "../../report/tables/comparison-table.js";
import type { TrainingProgress } from "../../training/loop.js";
import type { CliContext } from "../context.js";
import { exitCodeOf, exitCodes } from "../exit-codes.js";
import { bar, createProgressLine, showDuration } from "../progress-bar.js";

const introduction = `Little synthetic radiographs, with a lesion or without. In the training images a lead marker and the
exposure go with the lesion in 93 of 100 cases each. Does a model look at the lesion, or at the marker?

  iid       test images with the same association
  inverted  the association turned round: whoever relies on marker or exposure fails here
  balanced  no association
`;

/** What `unconfound demo` does. @returns the exit code. */
export async function demo(
  context: CliContext,
  overrides: readonly string[],
  asked: string | undefined,
): Promise<number> {
  const out = resolve(asked ?? freeFolder(join("runs", "demo")));
  requireNewFolder(out);
  context.print(introduction);
  const line = createProgressLine(context.terminal);
  const running = new Map<string, TrainingProgress | null>();
  const handles: TrainingHandle[] = [];
  const started = performance.now();
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    for (const handle of handles) handle.kill();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    const ended = await runDemo(out, overrides, {
      onStart: (run) => void running.set(run.name, null),
      onHandle: (handle) => void handles.push(handle),
      onMessage: (run, message) => {
        if (message.type !== "progress") return;
        running.set(run.name, message.progress);
        line.update(progressText(running));
      },
      onEnd: ({ run, results }) => {
        running.delete(run.name);
        line.print(pc.dim(`${run.name} trained in ${showDuration(results.seconds)}`));
      },
    });
    line.clear();
    context.print(`\n${outcomeText(ended)}`);
    line.update("auditing");
    const audits = await auditDemo(ended);
    line.clear();
    context.print(auditsText(audits));
    context.print(writtenText(ended, audits, (performance.now() - started) / 1000));
    return exitCodes.done;
  } catch (error) {
    line.clear();
    for (const handle of handles) handle.kill();
    if (interrupted) return exitCodes.interrupted;
    if (!(error instanceof DemoFailure)) throw error;
    context.terminal.write(`${pc.red("error")}: ${error.message}\n`);
    return exitCodeOf(error.code);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

function freeFolder(folder: string): string {
  let candidate = folder;
  for (let number = 2; existsSync(candidate); number++) candidate = `${folder}-${number}`;
  return candidate;
}

function progressText(running: ReadonlyMap<string, TrainingProgress | null>): string {
  return [...running]
    .map(([name, progress]) => {
      const share =
        progress === null
          ? 0
          : (progress.epoch - 1 + progress.batch / progress.batches) / progress.epochs;
      return `${name} ${bar(share, 16)}`;
    })
    .join("   ");
}

function outcomeText(ended: readonly DemoResult[]): string {
  const table = formatComparisonTable(
    ended.map(({ run, results }) => ({ method: run.name, seeds: [results.tests] })),
  );
  const sentences = ended.map(
    ({ run, results }) => `${pc.bold(run.name)}: ${describeOutcome(results.tests).sentence}`,
  );
  return [
    table,
    "",
    ...sentences,
    "",
    compareOutcomes(ended.map(({ run, results }) => ({ name: run.name, tests: results.tests }))),
    "One seed is no proof: seeds, intervals and a comparison under equal tuning are.",
    "",
  ].join("\n");
}

/** What the audits say, a line a verdict. */
function auditsText(audits: readonly DemoAudit[]): string {
  const rows = audits.flatMap(({ run, results }) =>
    verdictsInOrder(results).map(({ attribute, verdict }) => ({
      name: `${run.name}, ${attribute.name}`,
      verdict,
    })),
  );
  return [
    "Does the answer itself hang on marker and exposure (`intensity`)? The audit puts each into every iid image and takes it out again:",
    "",
    ...rows.flatMap(({ name, verdict }) => [
      `${pc.bold(name)}: ${verdictWords(verdict)}`,
      // What was put in and taken out is what the demo asks; where another tier decides, it stands below.
      ...[...new Set([verdict.tiers.used.evidence, verdict.line])].map((text) => `  ${text}`),
    ]),
    "",
  ].join("\n");
}

function writtenText(
  ended: readonly DemoResult[],
  audits: readonly DemoAudit[],
  seconds: number,
): string {
  const shown = (folder: string, page: string) =>
    `  ${relative(process.cwd(), join(folder, page))}`;
  return [
    `Written in ${showDuration(seconds)} (each run also has predictions, features, model.onnx and a model card):`,
    ...ended.map(({ run }) => shown(run.folder, "report.html")),
    ...audits.map(({ folder }) => shown(folder, auditFileNames.page)),
    "",
    "Next: copy examples/phantom-mimm.yml, change its factors and plan, and run `npx unconfound train FILE.yml`.",
  ].join("\n");
}
