import { dicomDictionary, type DicomKeyword } from "../dicom/dictionary.js";

/**
 * Attributes that a caller may give. What follows from the pixels (rows, bits, photometric interpretation) is not among
 * them. Tag and value representation are those of the reader's dictionary.
 */
const writtenKeywords = [
  "ImageType",
  "SOPClassUID",
  "SOPInstanceUID",
  "StudyDate",
  "SeriesDate",
  "AcquisitionDate",
  "ContentDate",
  "StudyTime",
  "AcquisitionTime",
  "AccessionNumber",
  "Modality",
  "Manufacturer",
  "InstitutionName",
  "ReferringPhysicianName",
  "StationName",
  "StudyDescription",
  "SeriesDescription",
  "InstitutionalDepartmentName",
  "OperatorsName",
  "ManufacturerModelName",
  "PatientName",
  "PatientID",
  "PatientBirthDate",
  "PatientSex",
  "PatientAge",
  "PatientComments",
  "BodyPartExamined",
  "ScanningSequence",
  "SequenceVariant",
  "ScanOptions",
  "MRAcquisitionType",
  "SliceThickness",
  "KVP",
  "RepetitionTime",
  "EchoTime",
  "MagneticFieldStrength",
  "SpacingBetweenSlices",
  "EchoTrainLength",
  "DeviceSerialNumber",
  "ProtocolName",
  "ImagerPixelSpacing",
  "FlipAngle",
  "PatientPosition",
  "ViewPosition",
  "StudyInstanceUID",
  "SeriesInstanceUID",
  "StudyID",
  "SeriesNumber",
  "AcquisitionNumber",
  "InstanceNumber",
  "PatientOrientation",
  "ImagePositionPatient",
  "ImageOrientationPatient",
  "FrameOfReferenceUID",
  "Laterality",
  "ImageLaterality",
  "PositionReferenceIndicator",
  "SliceLocation",
  "ImageComments",
  "PixelSpacing",
  "BurnedInAnnotation",
  "WindowCenter",
  "WindowWidth",
  "RescaleIntercept",
  "RescaleSlope",
  "RescaleType",
] as const satisfies readonly DicomKeyword[];

/** Keyword of an attribute that can be written. */
export type WrittenKeyword = (typeof writtenKeywords)[number];

/** Value representations that are written: what kind of text or number an attribute holds. @source DICOM PS3.5 6.2. */
export type WrittenVr = (typeof dicomDictionary)[WrittenKeyword]["vr"] | "US";

/** Tag (group, element) and value representation. */
export interface WrittenAttribute {
  readonly tag: number;
  readonly vr: WrittenVr;
}

/** The attribute of a keyword; null where it cannot be written. */
export function writtenAttribute(keyword: string): WrittenAttribute | null {
  const known = writtenKeywords.find((candidate) => candidate === keyword);
  return known === undefined ? null : dicomDictionary[known];
}

/** All keywords, for messages. */
export const writtenNames: readonly string[] = writtenKeywords;
