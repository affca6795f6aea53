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
    `<div class="attended">${pictures.map((own) => pictureRow(own, size)).join("\n")}</div>`,
    ...furtherMaps(attention),
  ]);
}

function pictureWords({ set, pictures }: AttentionImages): string {
  const hasOutline = pictures.some(({ labels }) =>
    labels.some(({ outline }) => outline !== undefined),
  );
  return (
    `Pictures of the ${set} test, spread evenly over its rows, and up to three of their labels of yes with the probability that the ` +
    "model gives. Orange over grey: the label's attention, each map up to its own largest value. " +
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

function pictureRow({ picture, labels }: AttendedPicture, size: AttentionImages["size"]): string {
  const words = labels.map(({ name }) => name).join(", ");
  const plain = drawing(picture, size, `A test picture with ${words}`, undefined);
  return (
    `<div class="attended-row"><figure><h3>picture</h3>${plain}</figure>` +
    `${labels.map((label) => labelFigures(label, size)).join("")}</div>`
  );
}

/** Folded away: a row a label with what else the network shows of it; none where it shows the attention alone. */
function furtherMaps({ pictures, size }: AttentionImages): string[] {
  const rows = pictures.flatMap(({ labels }) => labels.flatMap((label) => furtherRow(label, size)));
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

function furtherRow(
  { name, trained, outline, further = [] }: AttendedLabel,
  size: AttentionImages["size"],
): string[] {
  if (further.length === 0) return [];
  const maps = [{ map: "attention", picture: trained }, ...further];
  const figures = maps.map(({ map, picture }, index) => {
    const title = map.replace("-", " ");
    const head = index === 0 ? escapeHtml(name) : `<span class="quiet">${escapeHtml(title)}</span>`;
    return `<figure><h3>${head}</h3>${drawing(picture, size, `${title} of ${name}`, outline)}</figure>`;
  });
  return [`<div class="attended-row">${figures.join("")}</div>`];
}

function labelFigures(label: AttendedLabel, size: AttentionImages["size"]): string {
  const { name, probability, trained, randomised, outline } = label;
  const both = [
    `${escapeHtml(name)} <span class="quiet">${showFraction(probability)}</span></h3>` +
      drawing(trained, size, `Attention of ${name}`, outline),
    `<span class="quiet">randomised</span></h3>` +
      drawing(randomised, size, `Attention of ${name} by the randomised network`, outline),
  ];
  const figures = both.map((figure) => `<figure><h3>${figure}</figure>`);
  return `<div class="example">${figures.join("")}</div>`;
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
