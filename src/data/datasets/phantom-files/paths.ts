import { patientId, type PhantomPatient, type PhantomVisit } from "./patient.js";
import type { PhantomFilesSettings } from "./settings.js";

/** Place of an image below the folder: a file, or of a DICOM series its folder. */
export function imagePath(
  settings: PhantomFilesSettings,
  patient: PhantomPatient,
  visit: PhantomVisit,
): string {
  const { shows } = settings;
  if (shows.format === "nifti") return `${bidsStem(settings, patient, visit)}.nii.gz`;
  const name = `images/${patientId(patient, "plain")}_V${visit.number}`;
  if (shows.kind === "brain") return name;
  return `${name}.${shows.format === "png" ? "png" : "dcm"}`;
}

/** Place of a scan in a BIDS folder without its endings. Sessions are named where patients have several visits. */
export function bidsStem(
  { visits }: PhantomFilesSettings,
  patient: PhantomPatient,
  visit: PhantomVisit,
): string {
  const id = patientId(patient, "bids");
  if (visits === 1) return `${id}/anat/${id}_T1w`;
  return `${id}/ses-${visit.number}/anat/${id}_ses-${visit.number}_T1w`;
}
