import { traceName, type PhantomFilesSettings } from "./settings.js";
import { patientColumn } from "./table.js";
import { targetNumbers, type TargetNumber } from "./target-number.js";

/** What each kind of image shows, for people. */
const wordsOfKind = {
  chest: {
    title: "chest radiographs",
    finding: "a nodule or infiltrate in the lungs",
    sex: "leaves no trace in the picture",
    age: "leaves no trace in the picture",
    site: "the detector of south is grainier and brighter to one corner",
    trace: "a lead letter beside the patient",
  },
  brain: {
    title: "T1-weighted brain scans",
    finding: "a lesion in the white matter",
    sex: "heads of men are larger",
    age: "older brains have wider ventricles and furrows",
    site: "the coil of south is brighter at the back and to the right",
    trace: "brighter greys",
  },
} as const;

/** README.md of the folder: what it is, how it was made, what the columns are, what to do with it. */
export function readmeText(settings: PhantomFilesSettings): string {
  const { kind, format } = settings.shows;
  const notes = [associationText(settings), gapsText(settings), layoutOf(format)];
  return `# Phantom: synthetic ${wordsOfKind[kind].title}

Made by a program, for trying Unconfound without data. Nobody was imaged: names, dates, hospitals and scanners are
invented. It shows what a method does about shortcuts, nothing about medicine.

    ${commandOf(settings)} --out FOLDER

## table.csv

One row an image.

${columnLines(settings).join("\n")}

${notes.filter((note) => note !== "").join("\n\n")}

## New images

Images that no training has seen are the same command with another seed, for instance
\`--seed ${settings.seed + 1} --association 0.5\`: other patients, and shortcuts that no longer hold.
`;
}

/** The command that makes the same files again, without `--out`. */
export function commandOf(settings: PhantomFilesSettings): string {
  const { shows, associated } = settings;
  const names = associatedNames(settings);
  const words = [
    `unconfound data make phantom --format ${shows.format}`,
    shows.kind === "brain" && shows.format === "dicom" ? "--volumes" : "",
    `--images ${settings.images} --visits ${settings.visits}`,
    `--size ${shows.kind === "chest" ? shows.size : shows.size.join("x")}`,
    settings.target === undefined ? "" : `--target ${settings.target}`,
    `--seed ${settings.seed} --association ${settings.association}`,
    `--associated ${associated.length === 0 ? "none" : names.join(",")}`,
    `--difficulty ${settings.difficulty}`,
    settings.missing > 0 ? `--missing ${settings.missing}` : "",
    settings.uncertain > 0 ? `--uncertain ${settings.uncertain}` : "",
    settings.split ? "--split" : "",
  ];
  return words.filter((word) => word !== "").join(" ");
}

function associatedNames(settings: PhantomFilesSettings) {
  return settings.associated.map((name) => (name === "trace" ? traceName(settings) : name));
}

function columnLines(settings: PhantomFilesSettings): string[] {
  const { shows, uncertain, split } = settings;
  const words = wordsOfKind[shows.kind];
  const isSeries = shows.kind === "brain" && shows.format === "dicom";
  const line = (name: string, what: string): string => `- \`${name}\`: ${what}`;
  return [
    line("image", `path from this folder${isSeries ? ", a folder with one DICOM series" : ""}`),
    line(patientColumn(settings), "the patient"),
    line("finding", `0 no, 1 yes${uncertain > 0 ? ", -1 uncertain" : ""}: ${words.finding}`),
    ...(settings.target === undefined ? [] : [numberLine(targetNumbers[settings.target])]),
    line("sex", `F or M; ${words.sex}`),
    line("age", `whole years at the visit; ${words.age}`),
    line("site", `north or south; ${words.site}`),
    line(traceName(settings), `absent or present: ${words.trace}`),
    line("visit", "number of the visit, from 1"),
    line("visit_date", "day of the visit"),
    ...(split ? [line("split", "train, validation or test, by patient")] : []),
  ];
}

function numberLine({ column, what }: TargetNumber): string {
  return `- \`${column}\`: ${what}`;
}

function associationText(settings: PhantomFilesSettings): string {
  const number = settings.target === undefined ? null : targetNumbers[settings.target];
  const what = number === null ? "the finding" : number.column;
  if (settings.associated.length === 0) return `No attribute goes together with ${what}.`;
  const values = {
    sex: "sex M",
    site: "site south",
    marker: "marker present",
    intensity: "intensity present",
  };
  const pairs = associatedNames(settings).map((name) => values[name]);
  return [
    number === null
      ? `Finding 1 goes together with ${pairs.join(", ")}, finding 0 with the other value:`
      : `A ${what} of ${number.middle} or more goes together with ${pairs.join(", ")}, less with the other value:`,
    `each with a chance of ${settings.association}${settings.split ? ", in the part test of 0.5" : ""}.`,
  ].join("\n");
}

function gapsText(settings: PhantomFilesSettings): string {
  if (settings.missing === 0) return "";
  return `A cell of finding, sex, age, site or ${traceName(settings)} is empty with a chance of ${settings.missing}.`;
}

function layoutOf(format: "png" | "dicom" | "nifti"): string {
  switch (format) {
    case "png":
      return "";
    case "dicom":
      return [
        "Tags name the patient, the hospital and the scanner (ManufacturerModelName, StationName, …), as real files do;",
        "they have no gaps.",
      ].join("\n");
    case "nifti":
      return [
        "The folder is laid out as BIDS has it: participants.tsv has facts of the first visit, and a JSON file beside each",
        "scan has facts of the scanner.",
      ].join("\n");
  }
}
