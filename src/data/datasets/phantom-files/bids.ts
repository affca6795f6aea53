import { dateOf, patientId, type PhantomPatient } from "./patient.js";
import type { PhantomFilesSettings } from "./settings.js";
import { phantomSites } from "./sites.js";
import { tableFacts, type FactName } from "./table.js";

/** A text file of a BIDS folder. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** BIDS's word for an empty cell. */
const notAvailable = "n/a";

/** Facts of patients; what may change from visit to visit is in the table and in the sessions' files. */
const participantFacts: readonly FactName[] = ["sex", "age", "site", "finding"];

/**
 * The files of a BIDS folder beside its scans: what it is, who took part (facts of the first visit), what the columns
 * mean, and where patients have several visits a file of sessions for each.
 * @source Brain Imaging Data Structure 1.10.
 */
export function bidsFiles(
  settings: PhantomFilesSettings,
  patients: readonly PhantomPatient[],
): TextFile[] {
  const sessions = settings.visits === 1 ? [] : patients.map(sessionsFile);
  return [
    { path: "dataset_description.json", text: jsonText(description) },
    { path: "participants.json", text: jsonText(participantColumns(settings)) },
    { path: "participants.tsv", text: participantsText(settings, patients) },
    { path: ".bidsignore", text: "table.csv\n" },
    ...sessions,
  ];
}

/** What the scanner says about a scan. */
export function sidecarText(patient: PhantomPatient): string {
  const { institution, manufacturer, brain } = phantomSites[patient.site];
  return jsonText({
    Manufacturer: manufacturer,
    ManufacturersModelName: brain.model,
    DeviceSerialNumber: brain.serial,
    StationName: brain.station,
    InstitutionName: institution,
    MagneticFieldStrength: brain.fieldStrength,
    MRAcquisitionType: "3D",
    ScanningSequence: "GR",
    SequenceVariant: "SP_MP",
    EchoTime: brain.echoTimeMs / 1000,
    RepetitionTime: brain.repetitionTimeMs / 1000,
    FlipAngle: brain.flipAngle,
  });
}

const description = {
  Name: "Unconfound phantom: synthetic brain scans with a finding and planted shortcuts",
  BIDSVersion: "1.10.0",
  DatasetType: "raw",
  License: "CC0",
  Authors: ["Unconfound"],
  GeneratedBy: [{ Name: "Unconfound", Description: "unconfound data make phantom" }],
};

function participantColumns({ split }: PhantomFilesSettings): object {
  const [north, south] = phantomSites;
  return {
    sex: { Description: "sex", Levels: { F: "female", M: "male" } },
    age: { Description: "age at the first visit", Units: "year" },
    site: {
      Description: "where the scan was taken",
      Levels: { [north.name]: north.institution, [south.name]: south.institution },
    },
    finding: {
      Description: "a lesion in the white matter",
      Levels: { 0: "no", 1: "yes", "-1": "uncertain" },
    },
    ...(split ? { split: { Description: "part: train, validation or test" } } : {}),
  };
}

function participantsText(
  settings: PhantomFilesSettings,
  patients: readonly PhantomPatient[],
): string {
  const split = settings.split ? ["split"] : [];
  const lines = patients.flatMap((patient) =>
    patient.visits.slice(0, 1).map((visit) => {
      const facts = tableFacts(settings, patient, visit);
      const cells = participantFacts.map((name) => facts.get(name) ?? "");
      const part = settings.split ? [patient.part] : [];
      return [patientId(patient, "bids"), ...cells.map((cell) => cell || notAvailable), ...part];
    }),
  );
  return tsvText([["participant_id", ...participantFacts, ...split], ...lines]);
}

function sessionsFile(patient: PhantomPatient): TextFile {
  const id = patientId(patient, "bids");
  const lines = patient.visits.map((visit) => [
    `ses-${visit.number}`,
    `${dateOf(visit.day)}T00:00:00`,
  ]);
  const text = tsvText([["session_id", "acq_time"], ...lines]);
  return { path: `${id}/${id}_sessions.tsv`, text };
}

function tsvText(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.join("\t")}\n`).join("");
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
