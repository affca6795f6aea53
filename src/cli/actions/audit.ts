import { basename, dirname, join, resolve } from "node:path";
import { ConfigError } from "../../base/errors.js";
import { auditFileNames, auditPredictions } from "../../app/audit/audit-predictions.js";
import type { AuditChoice } from "../../app/audit/audit-input-of.js";
import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { auditText } from "../../report/tables/audit-table.js";
import type { CliContext } from "../context.js";
import { exitCodes } from "../exit-codes.js";

/** Options of `unconfound audit` as commander gives them. */
export interface AuditOptions {
  readonly predictions: string;
  readonly split?: string;
  readonly attributes?: string;
  readonly intersections?: string;
  readonly threshold?: string;
  readonly thresholdSplit?: string;
  readonly correction: "holm" | "benjamini-hochberg";
  readonly resamples?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly failOn?: "disparity" | "used";
}

/** What `unconfound audit` does. */
export function audit(context: CliContext, options: AuditOptions): void {
  const out = options.out ?? join("audits", nameOf(options.predictions));
  const { resamples, seed } = options;
  const { results, notes } = auditPredictions({
    predictions: options.predictions,
    out,
    choice: choiceOf(options),
    settings: {
      correction: options.correction,
      ...(seed === undefined ? {} : { seed: readInteger("--seed", seed) }),
      ...(resamples === undefined ? {} : { resamples: readInteger("--resamples", resamples) }),
    },
  });
  for (const note of notes) context.terminal.write(`${note}\n`);
  context.print([auditText(results), `results  ${join(out, auditFileNames.results)}`].join("\n"));
  if (hasFailed(results, options.failOn)) context.exit(exitCodes.gateFailed);
}

/** The run of a run's file, else the file. */
function nameOf(path: string): string {
  const name = basename(path).replace(/\.csv$/i, "");
  return name === "predictions" ? basename(dirname(resolve(path))) : name;
}

function choiceOf(options: AuditOptions): AuditChoice {
  const { split, attributes, intersections, threshold, thresholdSplit } = options;
  if (threshold !== undefined && thresholdSplit !== undefined) {
    throw new ConfigError("--threshold", "cannot be given beside --threshold-split", {
      advice: "Give one of them.",
    });
  }
  return {
    ...(split === undefined ? {} : { split }),
    ...(attributes === undefined ? {} : { attributes: listOf("--attributes", attributes, ",") }),
    ...(intersections === undefined
      ? {}
      : {
          intersections: listOf("--intersections", intersections, ",").map((crossed) =>
            listOf("--intersections", crossed, "*"),
          ),
        }),
    ...(threshold === undefined ? {} : { threshold: readThreshold(threshold) }),
    ...(thresholdSplit === undefined ? {} : { thresholdSplit }),
  };
}

function listOf(where: string, text: string, separator: string): string[] {
  const names = text.split(separator).map((name) => name.trim());
  if (names.every((name) => name !== "")) return names;
  throw new ConfigError(where, "an empty name", { got: text });
}

function readInteger(where: string, text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new ConfigError(where, "not a whole number", { expected: "0 or more", got: text });
}

function readThreshold(text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new ConfigError("--threshold", "not a score", { expected: "a number in 0..1", got: text });
}

function hasFailed({ targets }: AuditResults, failOn: AuditOptions["failOn"]): boolean {
  if (failOn === undefined) return false;
  const kinds = targets.flatMap(({ attributes }) =>
    attributes.flatMap(({ verdict }) => verdict?.kind ?? []),
  );
  return kinds.includes("used") || (failOn === "disparity" && kinds.includes("disparity"));
}
