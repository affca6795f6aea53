import { bidsFiles, sidecarText } from "./phantom-files/bids.js";
import { brainNifti, brainSlice, drawBrainImage } from "./phantom-files/brain-image.js";
import { chestDicom, chestPng, drawChestImage } from "./phantom-files/chest-image.js";
import { bidsStem, imagePath } from "./phantom-files/paths.js";
import { drawPatient, type PhantomPatient, type PhantomVisit } from "./phantom-files/patient.js";
import { readmeText } from "./phantom-files/readme.js";
import type { PhantomFilesSettings } from "./phantom-files/settings.js";
import { imageTable } from "./phantom-files/table.js";

/** A file to be written: its path below the folder, with forward slashes. */
export interface MadeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A synthetic cohort as files, made as they are asked for. */
export interface PhantomFiles {
  readonly images: number;
  readonly patients: number;
  /** The files of image `index`, from 0: one, or the slices of a series, or a scan and its sidecar. */
  readonly makeImage: (index: number) => MadeFile[];
  /** Table, README and, for NIfTI, what a BIDS folder has. */
  readonly makeTables: () => MadeFile[];
}

/**
 * A cohort of images, table and README, for trying the whole path without data: see docs/data.md. Patients and images
 * are drawn by seed and number, so that a larger cohort begins with the smaller one and an image can be made alone;
 * one image is held at a time.
 */
export function openPhantomFiles(settings: PhantomFilesSettings): PhantomFiles {
  const { images, visits } = settings;
  const patients = Math.ceil(images / visits);
  return {
    images,
    patients,
    makeImage: (index) => {
      const patient = drawPatient(settings, Math.floor(index / visits));
      const visit = patient.visits[index % visits];
      return visit === undefined ? [] : imageFiles(settings, patient, visit);
    },
    makeTables: () => {
      const all = Array.from({ length: patients }, (_, index) => drawPatient(settings, index));
      const bids = settings.shows.format === "nifti" ? bidsFiles(settings, all) : [];
      return [
        ...bids,
        { path: "table.csv", text: imageTable(settings, all) },
        { path: "README.md", text: readmeText(settings) },
      ].map(({ path, text }) => ({ path, bytes: new TextEncoder().encode(text) }));
    },
  };
}

function imageFiles(
  settings: PhantomFilesSettings,
  patient: PhantomPatient,
  visit: PhantomVisit,
): MadeFile[] {
  const { shows, difficulty } = settings;
  const path = imagePath(settings, patient, visit);
  if (shows.kind === "chest") {
    const { size } = shows;
    const grey = drawChestImage(patient, visit, size, difficulty);
    const bytes =
      shows.format === "png"
        ? chestPng(grey, size)
        : chestDicom(settings, patient, visit, grey, size);
    return [{ path, bytes }];
  }
  const { size } = shows;
  const volume = drawBrainImage(patient, visit, size, difficulty);
  if (shows.format === "nifti") {
    const sidecar = new TextEncoder().encode(sidecarText(patient));
    const stem = bidsStem(settings, patient, visit);
    return [
      { path, bytes: brainNifti(volume, size) },
      { path: `${stem}.json`, bytes: sidecar },
    ];
  }
  return Array.from({ length: size[2] }, (_, k) => ({
    path: `${path}/${String(k + 1).padStart(4, "0")}.dcm`,
    bytes: brainSlice(settings, patient, visit, volume, size, k),
  }));
}
