import {
  lossSpecs,
  renderCurves,
  strokeOf,
  validationLossSpec,
  validationSpec,
} from "../plots/training-curves.js";
import type { CurvesSpec } from "../plots/training-curves.js";
import type { RunSummary } from "../run-summary.js";
import { selectionText } from "../selection-text.js";
import { remark, section } from "./elements.js";
import { escapeHtml } from "./escape.js";

const frameWidth = 340;
const wideFrameWidth = 620;

/** Training curves: validation metrics in one frame, validation loss and each loss term in its own. */
export function trainingSection({ data, epochs, results }: RunSummary): string {
  if (epochs.length === 0) return section("Training", [remark("No epochs were recorded.")]);
  const { epoch } = results.selection;
  const variables = [data.label, ...data.attributes].map(({ name }) => name);
  const validation = [
    ...[validationSpec(epochs, epoch)].filter(hasCurves).map(metricsFigure),
    ...[validationLossSpec(epochs, epoch)].filter(hasCurves).map(singleFigure),
  ];
  const losses = lossSpecs(epochs, epoch, variables).map(singleFigure);
  return section("Training", [
    remark(
      `${results.encoderSteps} encoder steps in ${Math.round(results.seconds)} s. The dotted line is ` +
        `${selectionText(results.selection)}, on validation data; tests had no part in it. Below the ` +
        "validation curves: the training mean of each loss term, on a scale of its own.",
    ),
    `<div class="figures">${validation.join("\n")}</div>`,
    `<div class="figures">${losses.join("\n")}</div>`,
  ]);
}

function hasCurves({ curves }: CurvesSpec): boolean {
  return curves.length > 0;
}

function singleFigure(spec: CurvesSpec): string {
  const title = escapeHtml(spec.title);
  return `<figure><h3>${title}</h3>${renderCurves(spec, frameWidth)}</figure>`;
}

function metricsFigure(spec: CurvesSpec): string {
  const items = spec.curves.map(({ name }, index) => {
    const { colour, dash } = strokeOf(index);
    const line = `<line x1="0" y1="5" x2="26" y2="5" stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dash}"/>`;
    return `<li><svg width="26" height="10" aria-hidden="true">${line}</svg>${escapeHtml(name)}</li>`;
  });
  return (
    `<figure><h3>${escapeHtml(spec.title)}</h3>${renderCurves(spec, wideFrameWidth)}` +
    `<ul class="legend">${items.join("")}</ul></figure>`
  );
}
