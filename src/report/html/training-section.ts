import { lossSpecs, renderCurves, strokeOf, validationSpec } from "../plots/training-curves.js";
import type { CurvesSpec } from "../plots/training-curves.js";
import type { RunSummary } from "../run-summary.js";
import { remark, section } from "./elements.js";
import { escapeHtml } from "./escape.js";

/** Training curves: validation metrics in one frame, each loss term in its own. */
export function trainingSection({ epochs, results }: RunSummary): string {
  if (epochs.length === 0) return section("Training", [remark("No epochs were recorded.")]);
  const { rule, epoch } = results.selection;
  const validation = validationSpec(epochs, epoch);
  const figures = lossSpecs(epochs, epoch).map(
    (spec) => `<figure><h3>${escapeHtml(spec.title)}</h3>${renderCurves(spec, 340)}</figure>`,
  );
  return section("Training", [
    remark(
      `${results.encoderSteps} encoder steps in ${Math.round(results.seconds)} s. The dotted line is epoch ` +
        `${epoch}, chosen by the rule “${rule}” on validation data; tests had no part in it. First the ` +
        "validation metrics, then the training mean of each loss term on a scale of its own.",
    ),
    `<div class="figures">`,
    ...(validation.curves.length === 0 ? [] : [validationFigure(validation)]),
    `</div>`,
    `<div class="figures">${figures.join("\n")}</div>`,
  ]);
}

function validationFigure(spec: CurvesSpec): string {
  const items = spec.curves.map(({ name }, index) => {
    const { colour, dash } = strokeOf(index);
    const line = `<line x1="0" y1="5" x2="26" y2="5" stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dash}"/>`;
    return `<li><svg width="26" height="10" aria-hidden="true">${line}</svg>${escapeHtml(name)}</li>`;
  });
  return (
    `<figure><h3>${escapeHtml(spec.title)}</h3>${renderCurves(spec, 620)}` +
    `<ul class="legend">${items.join("")}</ul></figure>`
  );
}
