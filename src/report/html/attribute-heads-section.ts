import type { Undefined } from "../../evaluation/metric.js";
import type { AttributeResult, RunRecord } from "../../evaluation/results.js";
import type { AnyRunSummary } from "../run-summary.js";
import { byTestTable } from "./by-test-table.js";
import { remark, section } from "./elements.js";
import { showAttributeResult } from "./set-cells.js";

interface WithHeads {
  readonly attributes: Readonly<Record<string, AttributeResult>>;
}

/** What the heads of attributes read; "" where there are none. */
export function attributeHeadsSection(
  summary: AnyRunSummary<
    RunRecord & { readonly tests: Readonly<Record<string, WithHeads | Undefined>> }
  >,
): string {
  const table = byTestTable(
    "head of",
    summary,
    (test: WithHeads) => test.attributes,
    showAttributeResult,
  );
  if (table === null) return "";
  return section("What the heads of attributes predict", [
    remark(
      "Accuracy of each head about its own attribute; of a number MAE in its own unit, and R².",
    ),
    table,
  ]);
}
