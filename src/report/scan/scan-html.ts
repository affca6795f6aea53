import type {
  ScannedColumn,
  ScannedTarget,
  ScanRecord,
} from "../../evaluation/scan/scan-results.js";
import { pictureElement } from "../html/picture-element.js";
import { cell, htmlTable, remark, section, type Cell } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { htmlPage } from "../html/page.js";
import { renderScanDots, scanDotsSpec } from "../plots/scan-dots.js";
import { showFraction, showNumber } from "../format.js";
import {
  findingWords,
  intervalWords,
  isFlagged,
  pWords,
  statisticTitle,
  targetSentences,
} from "./finding-words.js";
import type { ScanPictures } from "./scan-pictures.js";

/** What the page is made of. */
export interface ScanPage {
  readonly record: ScanRecord;
  /** Of the flagged columns; or why there are none, a sentence. */
  readonly pictures: readonly ScanPictures[] | string;
  /** What the cohort is called: the name of its file. */
  readonly source: string;
}

/**
 * The scan as one self-contained page: what is flagged on top, then a plot and a table for each target, pictures of the flagged
 * columns, what leaks, and how it was computed.
 */
export function scanHtml({ record, pictures, source }: ScanPage): string {
  const title = `Scan of ${source}`;
  const { rows, subjects, targets } = record;
  return htmlPage(title, [
    `<h1>${escapeHtml(title)}</h1>`,
    remark(`${rows} images of ${subjects} subjects. Nothing was trained.`),
    conclusion(targets),
    ...targets.map((target) => targetSection(target, record)),
    picturesSection(pictures),
    leakageSection(record.leakage),
    methodSection(record),
  ]);
}

function conclusion(targets: readonly ScannedTarget[]): string {
  const alert = targets.some(({ columns }) => columns.some(isFlagged));
  const sentences = targets.flatMap(targetSentences);
  return `<div class="conclusion${alert ? " alert" : ""}">${sentences
    .map((sentence) => `<p>${escapeHtml(sentence)}</p>`)
    .join("")}</div>`;
}

function targetSection(target: ScannedTarget, { settings }: ScanRecord): string {
  const spec = scanDotsSpec(target, settings.margins);
  const what = target.classes.length > 0 ? ` (${target.classes.join(", ")})` : "";
  return section(`What tells ${target.name}${what}`, [
    remark(
      `Each column alone, without the images' content: predicted for a subject from other subjects. ${target.n} images of ${target.subjects} subjects have an answer. Filled orange: flagged. Hollow orange: says nothing beyond a flagged one. Dashed: chance; dotted: the margin that the lower end of an interval must be above.`,
    ),
    spec.dots.length === 0 ? "" : `<figure>${renderScanDots(spec)}</figure>`,
    ...(spec.left > 0 ? [remark(`${spec.left} more are in the table.`)] : []),
    columnsTable(target),
  ]);
}

const sources = {
  attribute: "attribute",
  column: "table",
  file: "of the file",
  image: "of the picture",
} as const;

function columnsTable(target: ScannedTarget): string {
  const text = (words: string): Cell => ({ text: words, isText: true });
  const header = [
    ...[text("Column"), cell("n"), cell("Missing"), cell(statisticTitle(target))],
    ...[cell("p adjusted"), text("Finding")],
  ];
  const rows = target.columns.map((column) => [
    cell(column.title, noteOf(column)),
    ...[cell(String(column.n)), cell(String(column.missing)), valueCell(column)],
    ...[cell(pWords(column.p_adjusted)), text(findingWords(column))],
  ]);
  return `<div class="findings">${htmlTable(header, rows)}</div>`;
}

/** Where it is from, and its name where that is another than its title. */
function noteOf({ source, name, title }: ScannedColumn): string {
  return name === title ? sources[source] : `${sources[source]}: ${name}`;
}

function valueCell({ value, interval }: ScannedColumn): Cell {
  if (typeof value !== "number") return cell("n/a");
  return "low" in interval
    ? cell(showFraction(value), intervalWords(interval))
    : cell(showFraction(value));
}

function picturesSection(pictures: ScanPage["pictures"]): string {
  const title = "What the flagged columns look like";
  if (typeof pictures === "string") return section(title, [remark(pictures)]);
  if (pictures.length === 0) return "";
  const parts = pictures.map(({ title: of, unit, groups }) => {
    const figures = groups.map(
      ({ title: name, n, images }) =>
        `<figure class="examples"><h3>${escapeHtml(name)}${n === null ? "" : ` <span class="quiet">n ${n}</span>`}</h3><div>${images
          .map(
            ({ number, pictures: own }) =>
              `<div class="example">${own
                .map((picture) => pictureElement(picture, `${of}: ${name}`))
                .join(
                  "",
                )}${number === null ? "" : `<p class="quiet">${escapeHtml(showNumber(number))}</p>`}</div>`,
          )
          .join("")}</div></figure>`,
    );
    const words = unit === "" ? of : `${of}, ${unit}`;
    return `<div class="shown-column"><h3>${escapeHtml(words)}</h3><div class="figures">${figures.join("\n")}</div></div>`;
  });
  return section(title, [
    remark(
      "Pictures as a network would be shown them, of different subjects. What is measured is measured on the file before that.",
    ),
    ...parts,
  ]);
}

function leakageSection(leakage: ScanRecord["leakage"]): string {
  if (leakage.length === 0) {
    return section("Leakage", [
      remark("Every subject is in one part, and no image is there twice."),
    ]);
  }
  const text = (words: string): Cell => ({ text: words, isText: true });
  const rows = leakage.map(({ severity, count, what, advice }) => [
    ...[text(severity), cell(String(count)), text(what), text(advice)],
  ]);
  return section("Leakage", [
    remark("Every subject is in one part. Duplicates, exact and near; data check names them."),
    htmlTable([text("How bad"), cell("Count"), text("What"), text("What to do")], rows),
  ]);
}

function methodSection({ settings, without }: ScanRecord): string {
  const { folds, repeats, permutations, margins, level, seed } = settings;
  return section("How this was computed", [
    remark(
      `A column predicts a subject from the others: values by smoothed frequencies, numbers by at most ten bins, ${folds} folds by subject, mean over ${repeats} foldings, seed ${seed}. ` +
        `Interval: by subject, predictions held fixed. p: answers exchanged between subjects, at most ${permutations} permutations with a gamma tail, Holm over all columns and targets. ` +
        `Flagged: p at most ${level} and the lower end above ${margins.auroc} (R² ${margins.r2}), and more than what the columns flagged before say.`,
    ),
    remark(
      "A flag says that the column goes with the target in these data. It does not say why, nor that a model will use it; and what is not measured here cannot be flagged. A cause that is measured with error can leave more than one flag.",
    ),
    ...(without.length > 0 ? [remark(`Left out: ${without.join(", ")}.`)] : []),
  ]);
}
