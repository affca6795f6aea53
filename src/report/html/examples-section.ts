import type { ExampleGroup, ExampleImages, ExamplePicture } from "../example-images.js";
import { groupTitle } from "../group-title.js";
import type { AnyRunSummary, VariableSummary } from "../run-summary.js";
import { remark, section } from "./elements.js";
import { escapeHtml } from "./escape.js";
import { examplePicture } from "./example-picture.js";

const title = "Example images";

/**
 * Some training images of each group as the network is shown them: are they the right way up, windowed sensibly, and what
 * does each group look like? They say nothing of what the model uses. The page holds the pictures themselves; nothing
 * names an image or a subject. "" where the data have no images.
 */
export function examplesSection({ examples, data }: AnyRunSummary): string {
  if (examples === undefined) return "";
  if ("reason" in examples) return section(title, [remark(examples.reason)]);
  if (examples.groups.length === 0) {
    return section(title, [remark(`No group can be shown.${missingWords(examples)}`)]);
  }
  const figures = examples.groups.map((group) => groupFigure(group, data.label));
  return section(title, [
    remark(
      "Training images as the network is shown them: after preprocessing, without augmentation. Those of a group " +
        "are of different subjects, spread evenly over its rows.",
    ),
    `<div class="figures">${figures.join("\n")}</div>`,
    remark(scaleWords(examples) + sizeWords(examples) + missingWords(examples)),
  ]);
}

function groupFigure(group: ExampleGroup, label: VariableSummary): string {
  const name = groupTitle(group, label);
  const images = group.images.map((pictures, index) => {
    const words = `${name}: example ${index + 1} of ${group.images.length}`;
    return `<div class="example">${pictures.map((picture) => examplePicture(picture, words)).join("")}</div>`;
  });
  const isOfVolumes = group.images.some((pictures) => pictures.length > 1);
  return (
    `<figure class="examples${isOfVolumes ? " volumes" : ""}"><h3>${escapeHtml(name)} <span class="quiet">n ${escapeHtml(String(group.n))}</span></h3>` +
    `<div>${images.join("")}</div></figure>`
  );
}

function scaleWords({ range, rangeOf }: ExampleImages): string {
  const [least, greatest] = range.map((value) => String(Number(value.toPrecision(3))));
  const of =
    rangeOf === "data set"
      ? "the range of the data set"
      : "the least and the greatest value of these images";
  return `Black is ${least} and white is ${greatest}, ${of}; linear in between.`;
}

function sizeWords({ imageShape, groups }: ExampleImages): string {
  const [, ...extents] = imageShape;
  const pictures = groups.flatMap(({ images }) => images.flat());
  const largest = Math.max(...pictures.map(({ width, height }) => Math.max(width, height)));
  const isReduced = Math.max(...extents) > largest;
  const size = `${extents.join(" x ")} ${extents.length === 3 ? "voxels" : "pixels"}`;
  const reduced = isReduced ? ", reduced here to means over area" : "";
  return ` The network sees ${size}${reduced}.${planeWords(pictures)}`;
}

function planeWords(pictures: readonly ExamplePicture[]): string {
  const planes = [...new Set(pictures.flatMap(({ plane }) => plane ?? []))];
  if (planes.length === 0) return "";
  const slices = ` Of each volume the middle slices: ${planes.join(", ")}; voxels are drawn as squares.`;
  return planes.includes("axial")
    ? `${slices} The patient's right is on the left of axial and coronal slices, the front on the left of sagittal ones.`
    : `${slices} How the axes lie in the body is not known.`;
}

function missingWords({ leftOut, tooSmall }: ExampleImages): string {
  const many = (count: number): string => `${count} ${count === 1 ? "group" : "groups"}`;
  return [
    ...(leftOut > 0 ? [` ${many(leftOut)} with fewer rows ${verb(leftOut)} left out.`] : []),
    ...(tooSmall > 0
      ? [` ${many(tooSmall)} ${verb(tooSmall)} left out, so that no small count is told.`]
      : []),
  ].join("");
}

function verb(count: number): string {
  return count === 1 ? "is" : "are";
}
