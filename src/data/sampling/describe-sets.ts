import { cellName, formatRealisedTable } from "./realised-table.js";
import type { RealisedTable } from "./realised-table.js";
import type { SamplingName } from "./epoch-law.js";

/** Fewer validation rows of a group than this make its accuracy swing by more than 0.1 a row. */
const steadyRows = 10;

/**
 * The tables of a run's sets as text, then what a person should know before training, one `warning: …` a
 * line: groups without a training row (nothing there tells label and attribute apart), and validation groups
 * so small that choosing an epoch by group accuracy follows single images.
 */
export function describeSets(tables: readonly RealisedTable[], sampling: SamplingName): string {
  const warnings = tables.flatMap((table) => warningsOf(table, sampling));
  return [
    ...tables.map(formatRealisedTable),
    ...(warnings.length === 0 ? [] : [warnings.map((text) => `warning: ${text}`).join("\n")]),
  ].join("\n\n");
}

function warningsOf(table: RealisedTable, sampling: SamplingName): string[] {
  if (table.set === "train") {
    const empty = table.cells.filter(({ count }) => count === 0);
    const [first] = empty;
    if (first === undefined) return [];
    const rest = empty.length - 1;
    const others = rest === 0 ? "" : ` and ${rest} other group${rest === 1 ? "" : "s"}`;
    const left = sampling === "rebalance" ? "; rebalancing leaves them out" : "";
    return [
      `train has no image of "${cellName(first)}"${others}: nothing in training tells label and ` +
        `attribute apart there${left}`,
    ];
  }
  if (table.set === "validation") {
    const present = table.cells.filter(({ count }) => count > 0);
    const smallest = present.toSorted((left, right) => left.count - right.count)[0];
    if (smallest === undefined || smallest.count >= steadyRows) return [];
    const images = smallest.count === 1 ? "image" : "images";
    return [
      `validation has ${smallest.count} ${images} of "${cellName(smallest)}": choosing the epoch by ` +
        "group accuracy follows single images there",
    ];
  }
  return [];
}
