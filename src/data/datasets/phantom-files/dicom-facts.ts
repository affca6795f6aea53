import { dicomUid, type DicomAttributes } from "../../formats/encode-dicom.js";
import { dateOf, patientId, type PhantomPatient, type PhantomVisit } from "./patient.js";
import type { PhantomFilesSettings } from "./settings.js";
import { phantomSites } from "./sites.js";

/** What every DICOM file of a visit says: patient, study, series, hospital. `object` names the file in its visit. */
export function visitAttributes(
  { seed, shows }: PhantomFilesSettings,
  patient: PhantomPatient,
  visit: PhantomVisit,
  object: string,
): Omit<DicomAttributes, "SOPClassUID"> {
  const id = patientId(patient, "plain");
  const date = dateOf(visit.day).replaceAll("-", "");
  const study = `unconfound/phantom/${shows.kind}/${seed}/${id}/${visit.number}`;
  return {
    SOPInstanceUID: dicomUid(`${study}/1/${object}`),
    StudyDate: date,
    ContentDate: date,
    StudyTime: "",
    AccessionNumber: `A${id}-${visit.number}`,
    InstitutionName: phantomSites[patient.site].institution,
    Manufacturer: phantomSites[patient.site].manufacturer,
    ReferringPhysicianName: "",
    PatientName: patient.name,
    PatientID: id,
    PatientBirthDate: dateOf(patient.birthDay).replaceAll("-", ""),
    PatientSex: patient.sex,
    PatientAge: `${String(Math.floor(visit.age)).padStart(3, "0")}Y`,
    PatientComments: "Synthetic: this person does not exist.",
    StudyInstanceUID: dicomUid(study),
    SeriesInstanceUID: dicomUid(`${study}/1`),
    StudyID: String(visit.number),
    SeriesNumber: 1,
  };
}
