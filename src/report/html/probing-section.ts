import type { CurvesSpec } from "../plots/training-curves.js";
import type { PairResult, Probing, ProbingResults } from "../../probing/probing-results.js";
import { encodedWords, setSentence } from "../encoded-words.js";
import { showFraction, showMetric } from "../format.js";
import { renderFeatureMaps } from "../plots/feature-maps.js";
import { probeMatrixSpec, renderProbeMatrix } from "../plots/probe-matrix.js";
import { cell, htmlTable, remark, scrollBox, section } from "./elements.js";
import { escapeHtml } from "./escape.js";
import { figure } from "./training-section.js";

const title = "What the features encode";

/** Probes of the features: verdicts in words, matrices, parts, fresh critics, maps. Empty where none were asked for. */
export function probingSection(probing: ProbingResults | null | undefined): string {
  if (probing == null) return "";
  if ("reason" in probing)
    return section(title, [remark(`No features were probed: ${probing.reason}.`)]);
  return section(title, [
    verdicts(probing),
    remark(setSentence(probing)),
    matrices(probing),
    remark(
      "Balanced accuracy with its 95 % interval; no colour is chance, the outlined fields are a part's own target. Good: colour on " +
        "the outlined fields, none elsewhere. Each probe is fitted on one half of the subjects and read on the other, both ways.",
    ),
    partsTable(probing),
    ...criticFigures(probing),
    `<h3>Maps of the parts</h3>`,
    remark(mapsCaption(probing)),
    scrollBox("Maps of the parts", renderFeatureMaps(probing.maps, probing.targets)),
  ]);
}

function verdicts(probing: Probing): string {
  const { opening, findings, closing } = encodedWords(probing);
  const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;
  const items = findings.map((text) => `<li>${escapeHtml(text)}</li>`).join("");
  const list = items === "" ? "" : `<ul>${items}</ul>`;
  return `${paragraph(opening)}${list}${closing.map(paragraph).join("")}`;
}

function matrices({ knn, linear }: Probing): string {
  const entries = [
    [`kNN probe, k = ${knn.neighbours}`, knn],
    ["Linear probe", linear],
  ] as const;
  const figures = entries.map(([name, matrix]) => {
    const dominance = `Diagonal dominance ${showMetric(matrix.diagonal_dominance)}`;
    const plot = renderProbeMatrix(probeMatrixSpec(name, matrix));
    return `<figure><h3>${escapeHtml(name)}</h3>${plot}<p class="quiet">${escapeHtml(dominance)}</p></figure>`;
  });
  const missing = [...knn.cells, ...linear.cells].flatMap(({ score }) => "reason" in score ? [score.reason] : []); // prettier-ignore
  const reasons = missing.length === 0 ? "" : remark(`n/a: ${[...new Set(missing)].join("; ")}.`);
  return `<div class="figures">${figures.join("\n")}</div>${reasons}`;
}

function partsTable({ parts, knn, linear }: Probing): string {
  const own = (cells: Probing["knn"]["cells"], name: string) =>
    cells.find(({ part, target }) => part === name && target === name)?.score;
  const show = (score: ReturnType<typeof own>) =>
    score === undefined ? "" : "reason" in score ? showMetric(score) : showFraction(score.value);
  const rows = parts.map((part) => [
    cell(`part of ${part.name}`),
    cell(show(part.own_head)),
    cell(show(own(knn.cells, part.name))),
    cell(show(own(linear.cells, part.name))),
    cell(String(part.dimensions)),
    cell(typeof part.effective_rank === "number" ? part.effective_rank.toFixed(2) : showMetric(part.effective_rank)), // prettier-ignore
    cell(`${spread(Math.min(...part.variance))} – ${spread(Math.max(...part.variance))}`),
  ]);
  const header = ["features", "own head", "own, kNN", "own, linear", "dimensions", "effective rank", "variance, least – most"]; // prettier-ignore
  return (
    htmlTable(header.map((text) => cell(text)), rows) + // prettier-ignore
    remark(
      "Balanced accuracy for a part's own target, and whether the part has collapsed: a part that is the same for every image " +
        "shares nothing with the others and predicts nothing. Effective rank is the number of directions that carry the variance.",
    )
  );
}

const spread = (variance: number): string => (variance === 0 ? "0" : variance.toPrecision(2));

function criticFigures({ information }: Probing): string[] {
  const { pairs } = information;
  if (pairs.length === 0) return [];
  const rows = pairs.map((pair) => [
    cell(`${pair.left} and ${pair.right}`),
    cell(showMetric(pair.value)),
    cell(showMetric(pair.null_value)),
    cell(showMetric(pair.floor)),
    cell(showMetric(pair.training_floor)),
  ]);
  const header = ["parts of", "fresh critic", "shuffled rows", "labels, these rows", "labels, training"]; // prettier-ignore
  const figures = pairs.filter(({ curve }) => curve.length > 0).map((pair) => figure(curvesOf(pair), 340)); // prettier-ignore
  return [
    "<h3>Mutual information of the parts, by fresh critics</h3>",
    remark(
      "Nats. A critic that the model has never met learns on one half of the rows and is read on the other: a lower bound, uncertain by " +
        "some 0.03 with 1500 rows. Far above the line of the shuffled rows, the parts share information; near or below it, the critic found " +
        "none, which is not proof that there is none. Beside it the MI of the labels themselves: perfectly predictive parts share at least that.",
    ),
    htmlTable(header.map((text) => cell(text)), rows), // prettier-ignore
    `<div class="figures">${figures.join("\n")}</div>`,
  ];
}

function curvesOf({ left, right, curve, null_curve, floor }: PairResult): CurvesSpec {
  const points = (values: readonly number[]) => values.map((value, index) => ({ epoch: index + 1, value })); // prettier-ignore
  const level = typeof floor === "number" ? { level: floor } : {};
  return {
    title: `${left} and ${right}`,
    curves: [
      { name: "estimate on held-out rows", points: points(curve), ...level },
      { name: "rows shuffled", points: points(null_curve) },
    ],
    domain: null,
    valueTitle: "nats, by epoch of the critic",
    selectedEpoch: null,
  };
}

function mapsCaption({ maps }: Probing): string {
  const kinds = Object.values(maps.parts).flatMap((map) => ("kind" in map ? [map.kind] : []));
  const how = kinds.includes("umap")
    ? "Parts of more than two dimensions by UMAP, which keeps neighbours and no distances."
    : "The parts' own dimensions.";
  return `${how} One dot an image, the same images everywhere. Look for colours apart in the framed fields and mixed in the others.`;
}
