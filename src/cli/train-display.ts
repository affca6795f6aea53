import pc from "picocolors";
import { at } from "../base/ndarray.js";
import type { FromTraining } from "../app/training-process.js";
import type { TrainingProgress } from "../training/loop.js";
import { bar, showCount, showDuration, type ProgressLine } from "./progress-bar.js";

/** Show what a training process reports. */
export function createTrainDisplay(line: ProgressLine): (message: FromTraining) => void {
  return (message) => {
    switch (message.type) {
      case "data":
        showCount(line, "making data")(message.done, message.total);
        return;
      case "prepared":
        line.print(
          `${pc.bold(message.title)}  ${pc.dim(message.runtime)}\n${message.notes.map((note) => `${note}\n`).join("")}\n${message.planText}\n`,
        );
        return;
      case "progress":
        line.update(progressText(message.progress));
        return;
      case "epoch":
        line.print(epochText(message.line));
        return;
      case "finished":
      case "stopped":
      case "failed":
        line.clear();
        return;
    }
  };
}

function progressText(progress: TrainingProgress): string {
  const { epoch, epochs, batch, batches, terms, seconds } = progress;
  const share = (epoch - 1 + batch / batches) / epochs;
  const remaining = share > 0 ? (seconds * (1 - share)) / share : 0;
  return `epoch ${epoch}/${epochs} ${bar(batch / batches, 20)} ${showTerms(terms)}  ${pc.dim(`${showDuration(remaining)} left`)}`;
}

function epochText(line: Readonly<Record<string, unknown>>): string {
  const validation = line["validation"] as Readonly<Record<string, unknown>>;
  const shown = epochMetrics(validation).map(([key, name]) => {
    const value = validation[key];
    return `${name} ${typeof value === "number" ? value.toFixed(3) : "n/a"}`;
  });
  const terms = line["terms"] as Readonly<Record<string, number>>;
  return `epoch ${String(line["epoch"]).padStart(3)}  ${showTerms(terms)}  ${pc.dim("|")} ${shown.join("  ")}`;
}

/** Key and title of what is shown of a validation set, by what the target is. */
function epochMetrics(
  validation: Readonly<Record<string, unknown>>,
): readonly (readonly [key: string, title: string])[] {
  if ("mae" in validation) {
    return [
      ["mae", "val MAE"],
      ["adjusted_mae", "adjusted"],
      ["worst_group_mae", "worst group"],
    ];
  }
  if ("mAP" in validation) {
    const isGrouped = Array.isArray(validation["groups"]) && validation["groups"].length > 0;
    return [
      ["mAP", "val mAP"],
      ["macro_auroc", "AUROC"],
      ...(isGrouped ? [["worst_group_auroc", "worst group"] as const] : []),
    ];
  }
  return [
    ["accuracy", "val"],
    ["adjusted_accuracy", "adjusted"],
    ["worst_group_accuracy", "worst group"],
  ];
}

/**
 * Loss terms on one line: each task by name, the estimates of one measure as their mean; a critic's own loss
 * is left to metrics.jsonl.
 */
function showTerms(terms: Readonly<Record<string, number>>): string {
  const shown = new Map<string, number[]>();
  for (const [name, value] of Object.entries(terms)) {
    if (name.startsWith("critic/")) continue;
    // Estimates are called measure.first.second, tasks by the bare name of their target.
    const label = name.split(".").length === 3 ? at(name.split("."), 0) : name;
    shown.set(label, [...(shown.get(label) ?? []), value]);
  }
  return [...shown]
    .map(([name, values]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return `${name} ${mean.toFixed(3)}`;
    })
    .join("  ");
}
