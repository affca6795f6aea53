import { join } from "node:path";
import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { auditFeatures } from "../../app/audit/audit-features.js";
import { auditModel, type ModelAuditRequest } from "../../app/audit/audit-model.js";
import { auditPredictions } from "../../app/audit/audit-predictions.js";
import { auditRun, type RunAuditRequest } from "../../app/audit/audit-run.js";
import { auditFileNames, type AuditReport } from "../../app/audit/finish-audit.js";
import { auditFolds } from "../../app/audit/folds/audit-folds.js";
import { foldFolders } from "../../app/audit/folds/fold-folders.js";
import type { AuditChoice } from "../../app/audit/audit-input-of.js";
import type { AuditColumns } from "../../app/audit/name-table-columns.js";
import type { AuditSettings } from "../../evaluation/audit/audit-input.js";
import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { auditText } from "../../report/tables/audit-table.js";
import { requireNewFolder } from "../../app/write-folder.js";
import { resolveSeeds } from "../../config/compare-seeds.js";
import { baseFolder } from "../base-folder.js";
import type { CliContext } from "../context.js";
import { exitCodes } from "../exit-codes.js";
import { jobsOf } from "../jobs-of.js";
import { outputName } from "../output-name.js";
import { clearing, createProgressLine, showCount, type ProgressLine } from "../progress-bar.js";

import { trainDoses } from "./train-doses.js";

/** Options of `unconfound audit` as commander gives them. */
export interface AuditOptions {
  readonly run?: string | undefined;
  readonly file?: string | undefined;
  readonly predictions?: string;
  readonly model?: string;
  readonly cohort?: string;
  readonly embeddings?: string;
  readonly table?: string;
  readonly target?: string;
  readonly as?: "classes" | "number";
  readonly id?: string;
  readonly subject?: string;
  readonly score?: string;
  readonly prediction?: string;
  readonly embedding?: string;
  readonly pooling?: "mean" | "flatten";
  readonly classes?: string;
  readonly input?: string;
  readonly output?: string;
  readonly scores?: "logits" | "probabilities";
  readonly channels?: "first" | "last";
  readonly scale?: string;
  readonly mean?: string;
  readonly deviation?: string;
  readonly split?: string;
  readonly attributes?: string;
  readonly intersections?: string;
  readonly threshold?: string;
  readonly thresholdSplit?: string;
  readonly correction: "holm" | "benjamini-hochberg";
  readonly resamples?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly deep?: boolean;
  readonly strengths?: string;
  readonly seeds?: string;
  readonly jobs?: string;
  readonly failOn?: "disparity" | "used";
  /** False where --no-images was given. */
  readonly images: boolean;
}

/** What `unconfound audit` does. */
export async function audit(context: CliContext, options: AuditOptions): Promise<void> {
  const door = doorOf(options);
  const out = options.out ?? join("audits", outputName(door.path));
  const line = createProgressLine(context.terminal);
  const report = await clearing(line, () => door.open({ out, line }));
  if (typeof report === "number") {
    context.exit(report);
    return;
  }
  const { results, notes } = report;
  for (const note of notes) context.terminal.write(`${note}\n`);
  context.print(
    [
      auditText(results),
      `page     ${join(out, auditFileNames.page)}`,
      `results  ${join(out, auditFileNames.results)}`,
    ].join("\n"),
  );
  if (hasFailed(results, options.failOn)) context.exit(exitCodes.gateFailed);
}

/** What was named, and how it is audited. */
interface Door {
  readonly path: string;
  /** @returns an exit code where it was ended before there was an audit. */
  readonly open: (place: Place) => Promise<AuditReport | number>;
}

interface Place {
  readonly out: string;
  readonly line: ProgressLine;
}

/** @throws ConfigError unless one door is named, and for what does not go with it. */
function doorOf(options: AuditOptions): Door {
  const { run, predictions, embeddings, model, cohort } = options;
  const named = [run, predictions, embeddings, model].filter((path) => path !== undefined);
  if (named.length !== 1) {
    throw new ConfigError(
      "audit",
      "one of a run, --predictions, --embeddings and --model is audited",
      {
        got: named.length === 0 ? "none" : named,
        advice:
          "unconfound audit RUN, or --predictions FILE, or --embeddings FILE --table FILE, or --model FILE --cohort FILE.",
      },
    );
  }
  const choice = choiceOf(options);
  const settings = settingsOf(options);
  if (model === undefined) requireNone(options, modelOptions, "--model");
  if (embeddings === undefined) requireNone(options, ["table"], "--embeddings");
  if (embeddings === undefined && predictions === undefined) {
    requireNone(options, columnOptions, "--predictions or --embeddings");
  }
  if (options.deep !== true) requireNone(options, deepOptions, "--deep");
  if (run !== undefined) {
    return {
      path: run,
      open: runDoor(options, { run, choice, settings, withImages: options.images }),
    };
  }
  if (options.deep === true) throw new ConfigError("--deep", "goes with a run of ours");
  if (predictions !== undefined) {
    return {
      path: predictions,
      open: ({ out }) => {
        const columns = columnsOf(options);
        const named = Object.keys(columns).length > 0 ? columns : null;
        return auditPredictions({ predictions, columns: named, out, choice, settings });
      },
    };
  }
  if (embeddings !== undefined) {
    return { path: embeddings, open: featureDoor(options, { embeddings, choice, settings }) };
  }
  if (model === undefined || cohort === undefined) {
    throw new ConfigError("--model", "needs the pictures that it is asked about", {
      expected: "--cohort FILE.yml",
    });
  }
  return { path: model, open: modelDoor(options, { model, cohort, choice, settings }) };
}

/** A run; with `--deep` models are trained anew first. */
function runDoor(
  options: AuditOptions,
  named: Pick<RunAuditRequest, "run" | "choice" | "settings" | "withImages">,
): Door["open"] {
  const base = baseFolder("audit", options.file);
  const folds = foldFolders(named.run);
  if (folds !== null && options.deep === true) {
    throw new ConfigError("--deep", "goes with one run, not with the folds of several", {
      advice: `Name one of them: ${at(folds, 0)}.`,
    });
  }
  return async ({ out, line }) => {
    const request = { ...named, base, out, onProgress: showCount(line, "making data") };
    if (folds !== null) return auditFolds(request, folds);
    if (options.deep !== true) return auditRun(request);
    requireNewFolder(out);
    const { attributes } = named.choice;
    const doses = await trainDoses(line, {
      ...{ run: named.run, base, out: `${out}-doses`, jobs: jobsOf(options.jobs) },
      onProgress: request.onProgress,
      choice: {
        seeds: resolveSeeds(options.seeds ?? "0..1", "--seeds"),
        ...(attributes === undefined ? {} : { attributes }),
        ...(options.strengths === undefined
          ? {}
          : { strengths: listOf("--strengths", options.strengths, ",").map((entry) => readNumber("--strengths", entry)) }), // prettier-ignore
      },
    });
    return typeof doses === "number" ? doses : auditRun({ ...request, doses });
  };
}

/** Features with their table; a table of features may bring the rest along. */
function featureDoor(
  { table, ...options }: AuditOptions,
  named: { readonly embeddings: string; readonly choice: AuditChoice; readonly settings: AuditSettings }, // prettier-ignore
): Door["open"] {
  const { embeddings: features, ...rest } = named;
  if (table === undefined && /\.np[yz]$/i.test(features)) {
    throw new ConfigError("--table", "is missing: arrays of features have no labels", {
      expected: "a table (.csv or .tsv) with the label and the attributes",
    });
  }
  const columns = columnsOf(options);
  return ({ out }) => auditFeatures({ ...rest, features, table: table ?? features, columns, out });
}

type NamedModel = Pick<ModelAuditRequest, "model" | "cohort" | "settings"> & {
  readonly choice: AuditChoice;
};

function modelDoor(options: AuditOptions, { choice, ...named }: NamedModel): Door["open"] {
  for (const key of ["split", "thresholdSplit"] as const) {
    if (choice[key] === undefined) continue;
    throw new ConfigError("--model", "all rows of the cohort are audited: there are no splits", {
      advice:
        "Leave out --split and --threshold-split; a filter of the cohort file leaves out rows.",
    });
  }
  const { classes, input, output, scores, channels, scale, mean, deviation } = options;
  const { embedding, pooling } = options;
  if (pooling !== undefined && embedding === undefined) {
    throw new ConfigError("--pooling", "goes with --embedding");
  }
  const numbers = (where: string, text: string) =>
    listOf(where, text, ",").map((entry) => readNumber(where, entry));
  return ({ out, line }) =>
    auditModel({
      ...named,
      ...{ out, choice, cacheFolder: undefined, withImages: options.images },
      ...(classes === undefined ? {} : { classes: listOf("--classes", classes, ",") }),
      ...(embedding === undefined
        ? {}
        : { embedding: { tensor: embedding, ...(pooling === undefined ? {} : { pooling }) } }),
      options: {
        ...(input === undefined ? {} : { input }),
        ...(output === undefined ? {} : { output }),
        ...(scores === undefined ? {} : { scores }),
        ...(channels === undefined ? {} : { channels }),
        ...(scale === undefined ? {} : { scale: readNumber("--scale", scale) }),
        ...(mean === undefined ? {} : { mean: numbers("--mean", mean) }),
        ...(deviation === undefined ? {} : { deviation: numbers("--deviation", deviation) }),
      },
      onProgress: showCount(line, "making data"),
    });
}

const modelOptions = ["cohort", "embedding", "pooling", "classes", "input", "output", "scores", "channels", "scale", "mean", "deviation"] as const; // prettier-ignore
const deepOptions = ["strengths", "seeds", "jobs"] as const;
const columnOptions = ["target", "as", "id", "subject", "score", "prediction"] as const;

/** The columns that are named. */
function columnsOf(options: AuditOptions): Omit<AuditColumns, "attributes"> {
  return Object.fromEntries(
    columnOptions.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );
}

function requireNone(
  options: AuditOptions,
  names: readonly (keyof AuditOptions)[],
  door: string,
): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new ConfigError(`--${given}`, `goes with ${door}`);
}

function settingsOf({ correction, resamples, seed }: AuditOptions): AuditSettings {
  return {
    correction,
    ...(seed === undefined ? {} : { seed: readInteger("--seed", seed) }),
    ...(resamples === undefined ? {} : { resamples: readInteger("--resamples", resamples) }),
  };
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

function readNumber(where: string, text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new ConfigError(where, "not a number", { got: text });
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
