import {
  lossSpecs,
  renderCurves,
  strokeOf,
  validationErrorSpec,
  validationLossSpec,
  validationSpec,
} from "../plots/training-curves.js";
import type { CurvesSpec } from "../plots/training-curves.js";
import { hasInformationFloor } from "../method-settings.js";
import type { AnyRunSummary } from "../run-summary.js";
import { selectionText } from "../selection-text.js";
import { remark, section } from "./elements.js";
import { escapeHtml } from "./escape.js";

const frameWidth = 340;
const wideFrameWidth = 620;

/** Training curves: validation metrics in one frame, the loss in another, then a frame for each kind of term. */
export function trainingSection(summary: AnyRunSummary): string {
  const { data, epochs, results } = summary;
  if (epochs.length === 0) return section("Training", [remark("No epochs were recorded.")]);
  const { epoch } = results.selection;
  const variables = [data.label, ...data.attributes].map(({ name }) => name);
  const validation = [
    ...[validationSpec(epochs, epoch), validationErrorSpec(epochs, epoch, data.label.unit)]
      .filter(hasCurves)
      .map((spec) => figure(spec, wideFrameWidth)),
    ...[validationLossSpec(epochs, epoch)]
      .filter(hasCurves)
      .map((spec) => figure(spec, frameWidth)),
  ];
  const specs = lossSpecs(epochs, epoch, variables, trainingFloors(summary));
  const losses = specs.map((spec) => figure(spec, frameWidth));
  const hasFloors = specs.some(({ curves }) => curves.some(({ level }) => level !== undefined));
  return section("Training", [
    remark(
      `${results.encoderSteps} encoder steps in ${Math.round(results.seconds)} s. The dotted line is ` +
        `${selectionText(results.selection)}, on validation data; tests had no part in it. Below the ` +
        "validation curves: the training mean of each loss term, terms of one kind in one frame." +
        (hasFloors
          ? " Dotted lines beside an estimated MI of two parts are the MI of their labels in training: parts that each " +
            "know their variable share at least that, and a penalty below it costs accuracy. A falling estimate may " +
            "be a failing critic: see the fresh critics."
          : ""),
    ),
    `<div class="figures">${validation.join("\n")}</div>`,
    `<div class="figures">${losses.join("\n")}</div>`,
  ]);
}

function hasCurves({ curves }: CurvesSpec): boolean {
  return curves.length > 0;
}

/** MI of two variables in training, where probes have counted it and the estimate has it as its floor. */
function trainingFloors({ probing, configText }: AnyRunSummary) {
  const isCounted = probing != null && !("reason" in probing) && hasInformationFloor(configText);
  const pairs = isCounted ? probing.information.pairs : [];
  return (first: string, second: string): number | null => {
    const floor = pairs.find(({ left, right }) => left === first && right === second);
    return typeof floor?.training_floor === "number" ? floor.training_floor : null;
  };
}

/** A frame with its title, and a legend where it has several curves. */
export function figure(spec: CurvesSpec, width: number): string {
  const items = spec.curves.map(({ name }, index) => {
    const { colour, dash } = strokeOf(index);
    const line = `<line x1="0" y1="5" x2="26" y2="5" stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dash}"/>`;
    return `<li><svg width="26" height="10" aria-hidden="true">${line}</svg>${escapeHtml(name)}</li>`;
  });
  const legend = items.length > 1 ? `<ul class="legend">${items.join("")}</ul>` : "";
  return (
    `<figure style="width:${width}px"><h3>${escapeHtml(spec.title)}</h3>` +
    `${renderCurves(spec, width)}${legend}</figure>`
  );
}
