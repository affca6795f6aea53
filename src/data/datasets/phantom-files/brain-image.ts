import { at } from "../../../base/ndarray.js";
import { dicomUid, encodeDicom } from "../../formats/encode-dicom.js";
import { encodeNifti } from "../../formats/encode-nifti.js";
import { drawBrain } from "../phantom-brain/anatomy.js";
import { drawScan, plantField, plantIntensity, type BrainScan } from "../phantom-brain/scan.js";
import { brainAffine, brainSpacing, writeBrain, type BrainSize } from "../phantom-brain/volume.js";
import { visitAttributes } from "./dicom-facts.js";
import type { PhantomPatient, PhantomVisit } from "./patient.js";
import type { PhantomFilesSettings } from "./settings.js";
import { phantomSites } from "./sites.js";

/** Brightness 1 in the numbers of the file; white matter is about 780. */
const unit = 1000;
const ease = 0.5;

/**
 * The T1-weighted scan of a visit in C order [X, Y, Z], whole numbers of 0 to 4095. The coil of the site "south" has
 * another field (a smooth factor, brighter at the back and to the right); the trace is a brighter grey (intensity).
 */
export function drawBrainImage(
  patient: PhantomPatient,
  visit: PhantomVisit,
  size: BrainSize,
  difficulty: number,
): Int16Array {
  const { sex, finding, rng } = patient;
  const facts = { age: visit.age, sex, lesion: finding === 1, difficulty };
  const anatomy = drawBrain(rng.child("brain"), facts);
  const scan = plantScan(drawScan(visit.rng.child("scan")), patient.site, visit.trace);
  const brightness = new Float32Array(size[0] * size[1] * size[2]);
  writeBrain(anatomy, scan, size, visit.rng.child("noise"), brightness);
  return Int16Array.from(brightness, (value) => Math.min(4095, Math.round(unit * value)));
}

function plantScan(natural: BrainScan, site: 0 | 1, trace: 0 | 1): BrainScan {
  const scan = site === 1 ? plantField(natural, ease) : natural;
  return trace === 1 ? plantIntensity(scan, ease) : scan;
}

/** int16 in gzip, with the scanner's affine. */
export function brainNifti(data: Int16Array, size: BrainSize): Uint8Array {
  const samples = { dtype: "int16", shape: [1, ...size], data } as const;
  const affine = brainAffine(size);
  return encodeNifti({ samples, channels: "grey", spacingMm: brainSpacing(size), affine }, "gzip");
}

/**
 * One axial slice, height `k` from the feet, of a series: rows to the patient's back, columns to the left, as DICOM has
 * it. 12 bits, MONOCHROME2.
 */
export function brainSlice(
  settings: PhantomFilesSettings,
  patient: PhantomPatient,
  visit: PhantomVisit,
  volume: Int16Array,
  size: BrainSize,
  k: number,
): Uint8Array {
  const [width, height, depth] = size;
  const data = new Uint16Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const voxel = ((width - 1 - column) * height + (height - 1 - row)) * depth + k;
      data[row * width + column] = at(volume, voxel);
    }
  }
  const [dx, dy, dz] = brainSpacing(size);
  const affine = brainAffine(size);
  const positionOf = (axis: number, index: number): number =>
    at(affine, 5 * axis) * index + at(affine, 4 * axis + 3);
  const z = positionOf(2, k);
  const common = visitAttributes(settings, patient, visit, String(k + 1));
  const { model, station, serial, ...magnet } = phantomSites[patient.site].brain;
  return encodeDicom({
    stored: { dtype: "uint16", shape: [height, width], data },
    photometric: "MONOCHROME2",
    bitsStored: 12,
    attributes: {
      ...common,
      SOPClassUID: "1.2.840.10008.5.1.4.1.1.4",
      ImageType: ["ORIGINAL", "PRIMARY", "OTHER"],
      Modality: "MR",
      BodyPartExamined: "HEAD",
      ManufacturerModelName: model,
      StationName: station,
      DeviceSerialNumber: serial,
      ScanningSequence: "GR",
      SequenceVariant: ["SP", "MP"],
      ScanOptions: "",
      MRAcquisitionType: "3D",
      MagneticFieldStrength: magnet.fieldStrength,
      EchoTime: magnet.echoTimeMs,
      RepetitionTime: magnet.repetitionTimeMs,
      FlipAngle: magnet.flipAngle,
      EchoTrainLength: 1,
      PatientPosition: "HFS",
      FrameOfReferenceUID: dicomUid(`${String(common.StudyInstanceUID)}/frame`),
      PositionReferenceIndicator: "",
      SliceThickness: dz,
      SpacingBetweenSlices: dz,
      PixelSpacing: [dy, dx],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      ImagePositionPatient: [-positionOf(0, width - 1), -positionOf(1, height - 1), z],
      SliceLocation: z,
      InstanceNumber: k + 1,
    },
  });
}
