import type { SaliencyMethod, SaliencyMethodResults, SaliencyResults } from "../../evaluation/audit/saliency-results.js"; // prettier-ignore
import type { Undefined } from "../../evaluation/metric.js";
import type { ExamplePicture } from "../example-images.js";
import { showFraction, showMetric, showNumber } from "../format.js";
import { cell, foreign, htmlTable, remark, scrollBox, section, type Cell } from "../html/elements.js"; // prettier-ignore
import { escapeHtml } from "../html/escape.js";
import { pictureElement } from "../html/picture-element.js";
import { estimateCell } from "./masks-section.js";
import type { LookedPicture, LookPictures } from "./look-pictures.js";

const title = "Where the model looks";

/** Maps in words, short. */
export const saliencyTitles = {
  gradient: "gradient",
  integrated_gradients: "integrated gradients",
  grad_cam: "Grad-CAM",
  attention: "attention",
  occlusion: "occlusion",
} satisfies Record<SaliencyMethod, string>;

/** What a map is called: "gradient", of several answers "gradient, mass". */
export function mapTitle({
  method,
  label,
}: Pick<SaliencyMethodResults, "method" | "label">): string {
  return label === undefined ? saliencyTitles[method] : `${saliencyTitles[method]}, ${label}`;
}

/** Said wherever a map is. */
export const mapsAreNoEvidence =
  "A map is no evidence of use by itself: it shows which pixels one answer is sensitive to, not why, and a network that has learnt nothing " +
  "makes maps too. Use is shown by changing pictures: the tier used, above.";

/**
 * Maps of where the model looks, in numbers and pictures, beside those of a network that has learnt nothing. "" where no model was
 * handed in.
 */
export function saliencySection(
  saliency: SaliencyResults | Undefined | undefined,
  looks: LookPictures,
): string {
  if (saliency === undefined) return "";
  if ("reason" in saliency) return section(title, [remark(`Not examined: ${saliency.reason}.`)]);
  return section(title, [
    `<p>${escapeHtml(mapsAreNoEvidence)}</p>`,
    numbersTable(saliency),
    leftOutRemark(saliency),
    plantedTable(saliency),
    insideTable(saliency),
    remark(readingWords(saliency)),
    "reason" in looks ? remark(looks.reason) : picturesTable(looks, saliency),
    `<details><summary>How the maps are made</summary><ul>${methodWords(saliency)
      .map((text) => `<li>${escapeHtml(text)}</li>`)
      .join("\n")}</ul></details>`,
  ]);
}

function numbersTable({ methods, pictures }: SaliencyResults): string {
  const header: Cell[] = [
    { text: "map", isText: true },
    cell("rank correlation with a network that has learnt nothing"),
    cell("without sign"),
    cell("pictures"),
  ];
  const rows = methods.map(({ randomised, ...own }): Cell[] => {
    const name = { text: mapTitle(own), isText: true };
    if ("reason" in randomised) return [name, cell("n/a", randomised.reason), cell(""), cell("0")];
    const { mean, absolute, n } = randomised;
    return [name, cell(showMetric(mean)), cell(showMetric(absolute)), cell(String(n))];
  });
  return htmlTable(header, rows, [], `Maps of ${pictures} pictures; means over those of which neither map is the same everywhere`); // prettier-ignore
}

/** "" where every label has maps. */
function leftOutRemark({ labels_left_out: names = [] }: SaliencyResults): string {
  return names.length === 0 ? "" : remark(`No maps of these labels, since fewer rows have them: ${names.join(", ")}.`); // prettier-ignore
}

/** "" where nothing is planted. */
function plantedTable({ methods }: SaliencyResults): string {
  const header: Cell[] = [
    { text: "planted, by map", isText: true },
    ...["share of the map on it", "nothing learnt", "its share of the picture", "pictures"].map((text) => cell(text)), // prettier-ignore
  ];
  const attributes = methods[0]?.planted.map(({ attribute }) => attribute) ?? [];
  const rows = attributes.flatMap((attribute) =>
    methods.flatMap(({ planted, ...map }) => {
      const own = planted.find((other) => other.attribute === attribute);
      if (own === undefined) return [];
      const { share, randomised, area, n } = own;
      return [
        [
          { text: attribute, note: mapTitle(map), isText: true, isName: true },
          ...[showMetric(share), showMetric(randomised), showFraction(area), String(n)].map((text) => cell(text)), // prettier-ignore
        ],
      ];
    }),
  );
  return rows.length === 0 ? "" : htmlTable(header, rows, [], "How much of the maps lies on planted artefacts"); // prettier-ignore
}

/** "" without masks. */
function insideTable({ methods }: SaliencyResults): string {
  const header: Cell[] = [
    { text: "inside, by map", isText: true },
    cell("share of the map"),
    cell("share of the picture"),
    cell("map above picture"),
    cell("nothing learnt"),
    cell("map above nothing learnt"),
  ];
  const names = methods[0]?.inside?.map(({ mask }) => mask) ?? [];
  const rows = names.flatMap((name) =>
    methods.flatMap(({ inside = [], ...map }) => {
      const own = inside.find(({ mask }) => mask === name);
      if (own === undefined) return [];
      const { share, area, above_area: aboveArea, randomised, above_randomised: aboveRandomised } = own; // prettier-ignore
      return [
        [
          { text: name, note: mapTitle(map), isText: true, isName: true },
          ...[share, area, aboveArea, randomised, aboveRandomised].map(estimateCell),
        ],
      ];
    }),
  );
  return rows.length === 0 ? "" : htmlTable(header, rows, [], "How much of the maps lies inside masks: means with 95 % intervals by subject"); // prettier-ignore
}

function readingWords({ methods }: SaliencyResults): string {
  const isPlanted = methods.some(({ planted }) => planted.length > 0);
  return (
    "A high rank correlation means that the map says little of what was learnt: it is that of the picture's edges, or of the architecture. " +
    "A low one does not show that the map is right." +
    (isPlanted
      ? " A share on a planted artefact far above its share of the picture, and above that of the network that has learnt nothing, means that answers are sensitive to its pixels."
      : "")
  );
}

function picturesTable(looks: readonly LookedPicture[], saliency: SaliencyResults): string {
  const [first] = looks;
  if (first === undefined) return "";
  const methods = first.maps.map(({ method }) => method);
  const head = ["picture", ...methods.map((method) => saliencyTitles[method])]
    .map((text) => `<th scope="col" class="text">${text}</th>`)
    .join("");
  const other = saliency.randomised === null ? "" : `; “nothing learnt”: the same network with ${saliency.randomised}`; // prettier-ignore
  const words = `${chosenWords(first)}: orange, each up to its own largest value${other}.`;
  const table = [
    `<table class="looks"><thead><tr>${head}</tr></thead>`,
    `<tbody>${looks.map(pictureRow).join("\n")}</tbody></table>`,
  ].join("");
  return `${remark(words)}\n${scrollBox("Pictures and their maps", table)}`;
}

function chosenWords(first: LookedPicture): string {
  if ("predicted" in first) {
    return "A picture of each bin of the number (the one of median prediction), and its maps";
  }
  return first.answer === undefined
    ? "Pictures answered rightly and wrongly of each class (the one of median probability), and their maps"
    : "Of each label a picture that is rightly answered yes and one that is answered wrongly (each of median probability), and their maps for that label";
}

/** What a picture is, marked as right or wrong, how its maps are called, and the number beside it. */
function wordsOf(look: LookedPicture) {
  const label = labelOf(look);
  if ("predicted" in look) {
    return {
      ...{ mark: "", words: `${foreign(label)}, predicted`, name: `${label} predicted` },
      value: showNumber(look.predicted),
    };
  }
  const isRight = look.label === look.answered;
  return {
    mark: isRight ? "✓ " : "✗ ",
    words: `${foreign(label)}, ${isRight ? "rightly" : "wrongly"} answered ${foreign(look.answered)}`,
    name: `${label} answered ${look.answered}`,
    value: showFraction(look.probability),
  };
}

/** The true class, or "mass: yes" of several answers. */
function labelOf({ answer, label }: LookedPicture): string {
  return answer === undefined ? label : `${answer}: ${label}`;
}

function pictureRow(look: LookedPicture): string {
  const { picture, maps } = look;
  const own = wordsOf(look);
  const cells = maps.map(({ method, trained, randomised, blank }) => {
    const name = `${saliencyTitles[method]} of ${own.name}`;
    const pair = [
      planes(trained, name, blank.trained ? "model: 0 everywhere" : "model"),
      ...(randomised === undefined ? [] : [planes(randomised, `${name}, nothing learnt`, `nothing learnt${blank.randomised ? ": 0" : ""}`)]), // prettier-ignore
    ];
    return `<td class="text"><div class="${trained.length > 1 ? "look-volume" : "look"}">${pair.join("")}</div></td>`;
  });
  return (
    `<tr><th scope="row" class="text">${planes(picture, `Picture of ${labelOf(look)}`, "")}` +
    `<span class="look-words">${own.mark}${own.words} <span class="quiet">${own.value}</span></span></th>${cells.join("")}</tr>`
  );
}

function planes(pictures: readonly ExamplePicture[], name: string, caption: string): string {
  const images = pictures.map((own) => pictureElement(own, name)).join("");
  return `<figure class="examples"><div>${images}</div>${caption === "" ? "" : `<figcaption class="quiet">${caption}</figcaption>`}</figure>`;
}

/** What is asked about, by the score. */
const scoreWords = {
  "log odds of the answered class": {
    ...{ of: "; for the class that the model answers", score: "log odds of that class" },
    same: ", asked for the same class",
  },
  "log odds of the label": {
    ...{ of: ", of each label by itself", score: "log odds of yes for that label, whichever the answer" }, // prettier-ignore
    same: ", asked for the same label",
  },
  "predicted number": { of: "", score: "the number that the model predicts", same: "" },
} satisfies Record<SaliencyResults["score"], object>;

/** How the maps were made, a sentence each. */
export function methodWords({
  score,
  baseline,
  methods,
  pictures,
  randomised,
}: SaliencyResults): string[] {
  const asked = scoreWords[score];
  const settingsOf = (method: SaliencyMethod) => methods.find((own) => own.method === method);
  const list = (values: number | readonly number[] | undefined): string => [values ?? []].flat().join(" x "); // prettier-ignore
  const integrated = settingsOf("integrated_gradients");
  const cam = settingsOf("grad_cam");
  const attended = settingsOf("attention");
  const covered = settingsOf("occlusion");
  return [
    `Of ${pictures} pictures: those that may be shown, and others spread evenly over the rows${asked.of}.`,
    `Score: ${asked.score}.`,
    ...(settingsOf("gradient") === undefined
      ? []
      : ["Gradient: the largest |d score / d x| of a pixel's channels (Simonyan 2014)."]),
    ...(integrated === undefined ? [] : [integratedWords(integrated, baseline, methods)]),
    ...(cam === undefined
      ? []
      : [
          `Grad-CAM (Selvaraju 2017) at the last map of the encoder, ${list(cam.settings["places"])} places, enlarged linearly to where they look.`,
        ]),
    ...(attended === undefined
      ? []
      : [
          `Attention (Chefer 2021): what the class token takes from each of ${list(attended.settings["patches"])} patches through all layers, by the attention that speaks for the score, enlarged linearly.`,
        ]),
    ...(covered === undefined
      ? []
      : [
          `Occlusion (Zeiler and Fergus 2014): patches of ${list(covered.settings["patch"])} pixels every ${list(covered.settings["stride"])}, filled with ${levels(baseline)}; |change of the score|.`,
        ]),
    ...(randomised === null
      ? []
      : [
          `Nothing learnt: the same network with ${randomised} (Adebayo 2018)${asked.same}. Its answers are meaningless, its maps are not blank.`,
        ]),
  ];
}

function integratedWords(
  { settings }: SaliencyMethodResults,
  baseline: readonly number[],
  methods: readonly SaliencyMethodResults[],
): string {
  const missed = methods.flatMap(({ incompleteness }) => typeof incompleteness === "number" ? [incompleteness] : []); // prettier-ignore
  const most = missed.length > 1 ? "at most " : "";
  const error =
    missed.length > 0
      ? ` They miss ${most}${showFraction(Math.max(...missed))} of the difference that they should sum to.`
      : "";
  return (
    `Integrated gradients (Sundararajan 2017): ${String(settings["steps"])} steps from an even picture of ${levels(baseline)}; ` +
    `|sum over the channels|.${error}`
  );
}

function levels(baseline: readonly number[]): string {
  return `${baseline.map((level) => (Math.abs(level) < 1e-6 ? 0 : Number(level.toPrecision(3)))).join(", ")} (mean${baseline.length > 1 ? "s of the channels" : ""})`;
}
