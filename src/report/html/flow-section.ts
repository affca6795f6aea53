import { renderExclusionFlow } from "../plots/exclusion-flow.js";
import type { AnyRunSummary } from "../run-summary.js";
import { remark, section } from "./elements.js";

/** Who is in the cohort, and who was left out; "" where the data set is none. */
export function flowSection({ flow, smallestCell = 1 }: AnyRunSummary): string {
  if (flow === undefined) return "";
  return section("Cohort", [
    remark(
      "Each box says what holds for the rows that stay, and how many they are; beside it, what was left out. A row is an image." +
        (smallestCell > 1 ? ` ${hiddenWords(smallestCell)}` : ""),
    ),
    `<figure class="flow">${renderExclusionFlow(flow)}</figure>`,
  ]);
}

/** What a reader must know of counts that are hidden. */
export function hiddenWords(smallestCell: number): string {
  return (
    `Counts below ${smallestCell} are shown as <${smallestCell}, and * stands for counts that would tell them; steps and groups ` +
    "with so few rows are shown together with others."
  );
}
