import { expect, it } from "vitest";
import { isNoImage } from "./no-image.js";

it("isNoImage knows what lies beside images by its name, and takes everything else for one", () => {
  const none = ["a/table.CSV", "sub-01/anat/sub-01_T1w.json", "DICOMDIR", "x/README", ".DS_Store"];
  expect(none.map(isNoImage)).toEqual(none.map(() => true));
  const images = ["a.png", "b.nii.gz", "IM0001", "x/1.2.840.1", "readme.dcm", "scan.json.png"];
  expect(images.map(isNoImage)).toEqual(images.map(() => false));
});
