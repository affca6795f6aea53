import type { Rng } from "../../src/base/rng.js";
import { at } from "../../src/base/ndarray.js";
import type { VoiChoice } from "../../src/data/formats/dicom.js";
import {
  createDicomCodecs,
  decodeDicom,
  decodeDicomSeries,
  readTags,
} from "../../src/data/formats/dicom.js";
import { decodeImageFile } from "../../src/data/formats/image-file.js";
import { decodeNpyImage } from "../../src/data/formats/image-file/npy-image.js";
import { decodeJpeg } from "../../src/data/formats/jpeg.js";
import { decodeMgh } from "../../src/data/formats/mgh.js";
import { decodeNifti } from "../../src/data/formats/nifti.js";
import { decodePng } from "../../src/data/formats/png.js";
import { decodeTiff } from "../../src/data/formats/tiff.js";
import { unsoundImage } from "./judge.js";
import type { Seed } from "./mutate.js";
import {
  deflatedDataSet,
  fixture,
  fixtureSeeds,
  gzipped,
  pngRows,
  withRightCrcs,
} from "./seeds.js";
import type { FuzzPlaces, FuzzTarget } from "./target.js";
import { npyWords, wordsOf } from "./target.js";

/** Bytes of memory a deflated byte may take: 1032 to one, as eight bytes a sample, four times while it is turned. */
const deflatedRatio = 1032 * 8 * 4;

/** Readers of pictures and volumes. */
export function imageTargets({ fixtures }: FuzzPlaces): readonly FuzzTarget[] {
  const pngs = fixtureSeeds(fixtures, "raster", ".png");
  const niftis = fixtureSeeds(fixtures, "nifti", ".nii", ".hdr");
  const mghs = fixtureSeeds(fixtures, "mgh", ".mgh");
  const npys = fixtureSeeds(fixtures, "npy-images", ".npy");
  return [
    ...dicomTargets(fixtures),
    {
      ...{ name: "nifti", sources: ["a.nii"], words: [], ratio: deflatedRatio },
      seeds: [...niftis, ...gzipped(niftis), ...fixtureSeeds(fixtures, "nifti", ".gz")],
      read: (bytes) => unsoundImage(decodeNifti(bytes, "a.nii")),
    },
    {
      ...{ name: "mgh", sources: ["a.mgh"], words: [], ratio: deflatedRatio },
      seeds: [...mghs, ...gzipped(mghs), ...fixtureSeeds(fixtures, "mgh", ".mgz")],
      read: (bytes) => unsoundImage(decodeMgh(bytes, "a.mgh")),
    },
    {
      ...{ name: "png", sources: ["a.png"], words: wordsOf("IDAT", "PLTE", "tRNS", "eXIf") },
      seeds: [
        ...pngs,
        ...pngs.map((seed) => ({ ...seed, seal: withRightCrcs })),
        ...pngs.flatMap(pngRows),
      ],
      // A byte of one bit a pixel, looked up in a palette.
      ratio: 1032 * 8 * 4,
      read: (bytes) => unsoundImage(decodePng(bytes, "a.png")),
    },
    {
      ...{ name: "jpeg", sources: ["a.jpg"], words: [], ratio: 512 * 3 * 4 },
      seeds: fixtureSeeds(fixtures, "raster", ".jpg"),
      read: async (bytes) => unsoundImage(await decodeJpeg(bytes, "a.jpg")),
    },
    {
      ...{ name: "tiff", sources: ["a.tif"], words: [], ratio: 1400 * 4 },
      seeds: fixtureSeeds(fixtures, "raster", ".tif"),
      read: (bytes) => unsoundImage(decodeTiff(bytes, "a.tif")),
    },
    {
      ...{ name: "npy-image", sources: ["a.npy"], words: npyWords, ratio: deflatedRatio },
      seeds: [...npys, ...gzipped(npys), ...fixtureSeeds(fixtures, "npy-images", ".gz")],
      read: (bytes) => unsoundImage(decodeNpyImage(bytes, "a.npy")),
    },
    imageFileTarget(fixtures),
  ];
}

function dicomTargets(fixtures: string): readonly FuzzTarget[] {
  const codecs = createDicomCodecs();
  const files = [
    ...fixtureSeeds(fixtures, "dicom", ".dcm"),
    ...fixtureSeeds(fixtures, "encoders", ".dcm"),
    deflatedDataSet(fixture(fixtures, "dicom/deflated.dcm")),
  ];
  const series = fixtureSeeds(fixtures, "dicom", ".dcm").filter(({ name }) =>
    name.startsWith("series-"),
  );
  const words = wordsOf("SQ", "UN", "OW", "IS", "\\", "1e308", "-1", "MONOCHROME1");
  const common = { words, ratio: 2 ** 17 * 4 };
  return [
    {
      ...{ ...common, name: "dicom", sources: ["a.dcm"], seeds: files },
      read: async (bytes, rng) => {
        const options = { source: "a.dcm", frame: rng.integer(2), window: drawWindow(rng), codecs };
        return unsoundImage(await decodeDicom(bytes, options));
      },
    },
    {
      ...{ ...common, name: "dicom-tags", sources: ["a.dcm"], seeds: files },
      read: (bytes) => {
        readTags(bytes, wantedTags, { source: "a.dcm" });
        return null;
      },
    },
    {
      ...{ ...common, name: "dicom-series" },
      sources: ["a.dcm", "series", ...series.map(({ name }) => name)],
      // Damaged is the second slice of a series, or a whole series in one file.
      seeds: ["series-1.dcm", "enhanced.dcm"].map((name) => ({
        name,
        bytes: fixture(fixtures, `dicom/${name}`),
      })),
      read: async (bytes, rng) => {
        const damaged = { bytes, source: "a.dcm" };
        const others = series.map(({ bytes: own, name }) => ({ bytes: own, source: name }));
        const slices = rng.integer(2) === 0 ? [damaged] : others.with(1, damaged);
        const options = { source: "series", codecs, window: drawWindow(rng) };
        return unsoundImage(await decodeDicomSeries(slices, options));
      },
    },
  ];
}

const wantedTags = [
  ...["PatientName", "Rows", "PixelSpacing", "Modality", "StudyDate", "SpecificCharacterSet"],
  ...["(0028,1050)", "SharedFunctionalGroupsSequence", "ModalityLUTSequence"],
];

function drawWindow(rng: Rng): VoiChoice {
  return at<VoiChoice>(["none", "first", { centre: 40, width: 80 }], rng.integer(3));
}

/** A few files of every kind, so that one is also taken for another. */
function imageFileTarget(fixtures: string): FuzzTarget {
  const paths = [
    ...["dicom/explicit.dcm", "dicom/implicit.dcm", "nifti/int16.nii", "nifti/packed.nii.gz"],
    ...["mgh/int16.mgh", "mgh/packed.mgz", "npy-images/rgb-uint8.npy", "raster/grey8.png"],
    ...["raster/colour420.jpg", "raster/grey-lzw.tif", "npy/deflated.npz"],
  ];
  const seeds = paths.map((path): Seed => ({ name: path, bytes: fixture(fixtures, path) }));
  return {
    ...{ name: "image-file", sources: ["a"], words: [], ratio: 2 ** 17 * 4 },
    seeds: [...seeds, ...gzipped(seeds)],
    read: async (bytes, rng) => {
      const options =
        rng.integer(4) === 0 ? { frame: rng.integer(2), window: drawWindow(rng) } : {};
      return unsoundImage(await decodeImageFile(bytes, "a", options));
    },
  };
}
