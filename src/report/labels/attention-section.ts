import { nearlyEvenShare } from "../../evaluation/labels/is-nearly-even.js";
import type { AttendedLabel, AttendedPicture, AttentionImages } from "../attention-images.js";
import type { ExamplePicture } from "../example-images.js";
import { showFraction, showMetric } from "../format.js";
import { remark, section } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { attributesText, enlargement } from "../html/picture-element.js";
import type { LabelsRunSummary } from "../run-summary.js";

const title = "Where the model looks, in pictures";

/**
 * Test pictures under the attention of their labels, beside that of a network that learnt nothing, and how alike the two are.
 * "" where the run keeps none.
 */
export function attentionSection({ attention }: LabelsRunSummary): string {
  if (attention === undefined) return "";
  if ("reason" in attention) return section(title, [remark(attention.reason)]);
  const { pictures, size } = attention;
  return section(title, [
    remark(pictureWords(attention)),
    remark(agreementWords(attention)),
    ...(pictures.length === 0 ? [remark("No picture can be shown.")] : []),
    `<div class="attended">${pictures.map((own, index) => pictureRow(own, index + 1, size)).join("\n")}</div>`,
    ...furtherMaps(attention),
  ]);
}

function pictureWords({ set, pictures }: AttentionImages): string {
  const all = pictures.flatMap(({ labels }) => labels);
  const hasOutline = all.some(({ outline }) => outline !== undefined);
  const hasEven = all.some(({ nearlyEven = [] }) => nearlyEven.length > 0);
  return (
    `Pictures of the ${set} test, spread evenly over its rows, and up to three of their labels of yes with the probability that the ` +
    "model gives. Orange over grey: the label's attention, each map up to its own largest value. " +
    (hasEven
      ? `Nearly even: from place to place such a map differs by at most ${nearlyEvenShare} of its largest value: it tells places hardly apart, however strong its colour. `
      : "") +
    (hasOutline ? "Outlined: the label's object. " : "") +
    "Randomised: the same network with all weights drawn anew, which has learnt nothing."
  );
}

function agreementWords({ agreement }: AttentionImages): string {
  const { mean, absolute, pairs, images } = agreement;
  if (typeof mean !== "number") {
    return `Rank correlation with the maps of the randomised network: ${showMetric(mean)}.`;
  }
  return (
    `Rank correlation (Spearman) of the maps with those of the randomised network: ${showMetric(mean)}, without signs ` +
    `${showMetric(absolute)} (means over ${pairs} labels of yes on ${images} images). A high one means that these pictures ` +
    "say little of what was learnt: a network that learnt nothing makes the same ones. A low one does not show that they are right."
  );
}

/** `number` is the picture's, from 1: the folded rows name it. */
function pictureRow(
  { picture, labels }: AttendedPicture,
  number: number,
  size: AttentionImages["size"],
): string {
  const words = labels.map(({ name }) => name).join(", ");
  const plain = drawing(picture, size, `Test picture ${number} with ${words}`, undefined);
  return (
    `<div class="attended-row"><figure><h3>picture ${number}</h3>${plain}</figure>` +
    `${labels.map((label) => labelFigures(label, number, size)).join("")}</div>`
  );
}

/** Folded away: a row a label with what else the network shows of it; none where it shows the attention alone. */
function furtherMaps({ pictures, size }: AttentionImages): string[] {
  const rows = pictures.flatMap(({ labels }, index) =>
    labels.flatMap((label) => furtherRow(label, index + 1, size)),
  );
  const [first] = pictures.flatMap(({ labels }) => labels.flatMap(({ further = [] }) => [further]));
  if (first === undefined || rows.length === 0) return [];
  const components = first.filter(({ map }) => isComponent(map)).length;
  const words = [
    "Complement: 1 less the attention, where the answer does not come from.",
    ...(first.some(({ map }) => map === "bottleneck")
      ? [
          "Bottleneck: the attention through the mixture, which draws the other to it in training and does not make the answer.",
        ]
      : []),
    ...(components > 0
      ? [
          `Components: share of each of the mixture's ${components} at a place, by rising mean: the first of what is looked at least.`,
        ]
      : []),
    "Each map up to its own largest value.",
  ];
  return [
    `<details><summary>Further maps of each label</summary>${remark(words.join(" "))}` +
      `<div class="attended">${rows.join("\n")}</div></details>`,
  ];
}

function isComponent(map: string): boolean {
  return map.startsWith("component-");
}

function furtherRow(label: AttendedLabel, number: number, size: AttentionImages["size"]): string[] {
  const { name, trained, outline, further = [] } = label;
  if (further.length === 0) return [];
  const own = `${escapeHtml(name)} <span class="quiet">picture ${number}</span>`;
  const figures = [
    mapFigure(own, drawing(trained, size, `attention of ${name} on picture ${number}`, outline), isEven(label, "trained")), // prettier-ignore
    ...further.map(({ map, picture }) => {
      const title = map.replace("-", " ");
      const drawn = drawing(picture, size, `${title} of ${name} on picture ${number}`, outline);
      return mapFigure(
        `<span class="quiet">${escapeHtml(title)}</span>`,
        drawn,
        isEven(label, map),
      );
    }),
  ];
  return [`<div class="attended-row">${figures.join("")}</div>`];
}

function labelFigures(label: AttendedLabel, number: number, size: AttentionImages["size"]): string {
  const { name, probability, trained, randomised, outline } = label;
  const words = `Attention of ${name} on picture ${number}`;
  const own = `${escapeHtml(name)} <span class="quiet">${showFraction(probability)}</span>`;
  const figures = [
    mapFigure(own, drawing(trained, size, words, outline), isEven(label, "trained")),
    mapFigure(
      '<span class="quiet">randomised</span>',
      drawing(randomised, size, `${words} by the randomised network`, outline),
      isEven(label, "randomised"),
    ),
  ];
  return `<div class="example">${figures.join("")}</div>`;
}

function isEven({ nearlyEven = [] }: AttendedLabel, map: string): boolean {
  return nearlyEven.includes(map);
}

/** `head` and `drawn` are HTML. */
function mapFigure(head: string, drawn: string, even: boolean): string {
  const caption = even ? '<figcaption class="quiet">nearly even</figcaption>' : "";
  return `<figure><h3>${head}</h3>${drawn}${caption}</figure>`;
}

function drawing(
  { width, height, png }: ExamplePicture,
  size: AttentionImages["size"],
  words: string,
  outline: string | undefined,
): string {
  const times = enlargement({ width, height });
  const box = { width: String(size.width), height: String(size.height) };
  const svg = {
    ...{ width: String(times * width), height: String(times * height) },
    ...{ viewBox: `0 0 ${box.width} ${box.height}`, preserveAspectRatio: "none" },
    ...{ role: "img", "aria-label": words },
  };
  const image = { ...box, preserveAspectRatio: "none", href: `data:image/png;base64,${png}` };
  const path = outline === undefined ? "" : `<path d="${escapeHtml(outline)}"/>`;
  return `<svg ${attributesText(svg)}><image ${attributesText(image)}/>${path}</svg>`;
}
