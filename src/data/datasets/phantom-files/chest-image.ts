import { encodeDicom } from "../../formats/encode-dicom.js";
import { encodePng } from "../../formats/encode-png.js";
import { drawAcquisition, type Acquisition } from "../phantom/acquisition.js";
import { airShare, drawAnatomy } from "../phantom/anatomy.js";
import { biasField } from "../phantom/bias-field.js";
import { drawLesion } from "../phantom/lesion.js";
import { marker } from "../phantom/marker.js";
import { writePicture } from "../phantom/picture.js";
import { createPlanes } from "../phantom/planes.js";
import { texture } from "../phantom/texture.js";
import { visitAttributes } from "./dicom-facts.js";
import type { PhantomPatient, PhantomVisit } from "./patient.js";
import type { PhantomFilesSettings } from "./settings.js";
import { phantomSites } from "./sites.js";

/** Width of the picture in the patient's plane. */
const frameMm = 360;

/**
 * The radiograph of a visit, grey 0..1 in C order: the chest of `openPhantom`'s generator. The detector of the site
 * "south" is grainier and brighter to one corner (texture and bias-field); the trace is a lead letter (marker).
 */
export function drawChestImage(
  patient: PhantomPatient,
  visit: PhantomVisit,
  size: number,
  difficulty: number,
): Float32Array {
  const anatomy = drawAnatomy(patient.rng.child("anatomy"));
  const air = (x: number, y: number): number => airShare(anatomy, x, y);
  const lesion =
    patient.finding === 1 ? drawLesion(patient.rng.child("lesion"), air, difficulty) : null;
  const acquisition = plantChest(
    drawAcquisition(visit.rng.child("acquisition")),
    patient.site,
    visit.trace,
  );
  const grey = new Float32Array(size * size);
  const planes = createPlanes(size * size);
  writePicture({ anatomy, lesion, acquisition }, size, visit.rng.child("noise"), planes, grey, 0);
  return grey;
}

function plantChest(natural: Acquisition, site: 0 | 1, trace: 0 | 1): Acquisition {
  let acquisition = natural;
  if (site === 1) {
    acquisition = biasField.plant(acquisition, biasField.defaultEase);
    acquisition = texture.plant(acquisition, 0.6 * texture.defaultEase);
  }
  return trace === 1 ? marker.plant(acquisition, marker.defaultEase) : acquisition;
}

/** Grey of 8 bits. */
export function chestPng(grey: Float32Array, size: number): Uint8Array {
  const data = Uint8Array.from(grey, (value) => Math.round(255 * value));
  const samples = { dtype: "uint8", shape: [1, size, size], data } as const;
  return encodePng({ samples, channels: "grey", spacingMm: null, affine: null });
}

/**
 * Computed radiography of 12 bits. The scanner of "north" writes MONOCHROME2 without compression, that of "south"
 * MONOCHROME1 in RLE: read right, the two have the same greys. View: AP (portable) where the letter lies, else PA.
 */
export function chestDicom(
  settings: PhantomFilesSettings,
  patient: PhantomPatient,
  visit: PhantomVisit,
  grey: Float32Array,
  size: number,
): Uint8Array {
  const inverted = patient.site === 1;
  const data = Uint16Array.from(grey, (value) => {
    const step = Math.round(4095 * value);
    return inverted ? 4095 - step : step;
  });
  const { model, station, serial } = phantomSites[patient.site].chest;
  return encodeDicom({
    stored: { dtype: "uint16", shape: [size, size], data },
    photometric: inverted ? "MONOCHROME1" : "MONOCHROME2",
    bitsStored: 12,
    compression: inverted ? "rle" : "none",
    attributes: {
      ...visitAttributes(settings, patient, visit, "1"),
      SOPClassUID: "1.2.840.10008.5.1.4.1.1.1",
      ImageType: ["ORIGINAL", "PRIMARY"],
      Modality: "CR",
      BodyPartExamined: "CHEST",
      ManufacturerModelName: model,
      StationName: station,
      DeviceSerialNumber: serial,
      ViewPosition: visit.trace === 1 ? "AP" : "PA",
      PatientOrientation: ["L", "F"],
      Laterality: "",
      InstanceNumber: 1,
      PixelSpacing: [frameMm / size, frameMm / size],
      BurnedInAnnotation: visit.trace === 1 ? "YES" : "NO",
    },
  });
}
