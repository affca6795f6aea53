/** Value representations that are written: what kind of text or number an attribute holds. @source DICOM PS3.5 6.2. */
export type WrittenVr =
  "AS" | "CS" | "DA" | "DS" | "IS" | "LO" | "LT" | "PN" | "SH" | "TM" | "UI" | "US";

/** Tag (group, element) and value representation. */
interface WrittenAttribute {
  readonly tag: number;
  readonly vr: WrittenVr;
}

/**
 * Attributes that a caller may give, by their keyword in PS3.6. What follows from the pixels (rows, bits, photometric
 * interpretation) is not among them.
 * @source DICOM PS3.6 table 6-1.
 */
export const writtenAttributes = {
  ImageType: attribute(0x0008_0008, "CS"),
  SOPClassUID: attribute(0x0008_0016, "UI"),
  SOPInstanceUID: attribute(0x0008_0018, "UI"),
  StudyDate: attribute(0x0008_0020, "DA"),
  SeriesDate: attribute(0x0008_0021, "DA"),
  AcquisitionDate: attribute(0x0008_0022, "DA"),
  ContentDate: attribute(0x0008_0023, "DA"),
  StudyTime: attribute(0x0008_0030, "TM"),
  AcquisitionTime: attribute(0x0008_0032, "TM"),
  AccessionNumber: attribute(0x0008_0050, "SH"),
  Modality: attribute(0x0008_0060, "CS"),
  Manufacturer: attribute(0x0008_0070, "LO"),
  InstitutionName: attribute(0x0008_0080, "LO"),
  ReferringPhysicianName: attribute(0x0008_0090, "PN"),
  StationName: attribute(0x0008_1010, "SH"),
  StudyDescription: attribute(0x0008_1030, "LO"),
  SeriesDescription: attribute(0x0008_103e, "LO"),
  InstitutionalDepartmentName: attribute(0x0008_1040, "LO"),
  OperatorsName: attribute(0x0008_1070, "PN"),
  ManufacturerModelName: attribute(0x0008_1090, "LO"),
  PatientName: attribute(0x0010_0010, "PN"),
  PatientID: attribute(0x0010_0020, "LO"),
  PatientBirthDate: attribute(0x0010_0030, "DA"),
  PatientSex: attribute(0x0010_0040, "CS"),
  PatientAge: attribute(0x0010_1010, "AS"),
  PatientComments: attribute(0x0010_4000, "LT"),
  BodyPartExamined: attribute(0x0018_0015, "CS"),
  ScanningSequence: attribute(0x0018_0020, "CS"),
  SequenceVariant: attribute(0x0018_0021, "CS"),
  ScanOptions: attribute(0x0018_0022, "CS"),
  MRAcquisitionType: attribute(0x0018_0023, "CS"),
  SliceThickness: attribute(0x0018_0050, "DS"),
  KVP: attribute(0x0018_0060, "DS"),
  RepetitionTime: attribute(0x0018_0080, "DS"),
  EchoTime: attribute(0x0018_0081, "DS"),
  MagneticFieldStrength: attribute(0x0018_0087, "DS"),
  SpacingBetweenSlices: attribute(0x0018_0088, "DS"),
  EchoTrainLength: attribute(0x0018_0091, "IS"),
  DeviceSerialNumber: attribute(0x0018_1000, "LO"),
  ProtocolName: attribute(0x0018_1030, "LO"),
  ImagerPixelSpacing: attribute(0x0018_1164, "DS"),
  FlipAngle: attribute(0x0018_1314, "DS"),
  PatientPosition: attribute(0x0018_5100, "CS"),
  ViewPosition: attribute(0x0018_5101, "CS"),
  StudyInstanceUID: attribute(0x0020_000d, "UI"),
  SeriesInstanceUID: attribute(0x0020_000e, "UI"),
  StudyID: attribute(0x0020_0010, "SH"),
  SeriesNumber: attribute(0x0020_0011, "IS"),
  AcquisitionNumber: attribute(0x0020_0012, "IS"),
  InstanceNumber: attribute(0x0020_0013, "IS"),
  PatientOrientation: attribute(0x0020_0020, "CS"),
  ImagePositionPatient: attribute(0x0020_0032, "DS"),
  ImageOrientationPatient: attribute(0x0020_0037, "DS"),
  FrameOfReferenceUID: attribute(0x0020_0052, "UI"),
  Laterality: attribute(0x0020_0060, "CS"),
  ImageLaterality: attribute(0x0020_0062, "CS"),
  PositionReferenceIndicator: attribute(0x0020_1040, "LO"),
  SliceLocation: attribute(0x0020_1041, "DS"),
  ImageComments: attribute(0x0020_4000, "LT"),
  PixelSpacing: attribute(0x0028_0030, "DS"),
  BurnedInAnnotation: attribute(0x0028_0301, "CS"),
  WindowCenter: attribute(0x0028_1050, "DS"),
  WindowWidth: attribute(0x0028_1051, "DS"),
  RescaleIntercept: attribute(0x0028_1052, "DS"),
  RescaleSlope: attribute(0x0028_1053, "DS"),
  RescaleType: attribute(0x0028_1054, "LO"),
} as const satisfies Readonly<Record<string, WrittenAttribute>>;

/** Keyword of an attribute that can be written. */
export type WrittenKeyword = keyof typeof writtenAttributes;

function attribute(tag: number, vr: WrittenVr): WrittenAttribute {
  return { tag, vr };
}
