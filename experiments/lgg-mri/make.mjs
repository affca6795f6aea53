// @ts-check
/**
 * FLAIR slices of TCGA-LGG as files, with the cohort and run file of this study beside them (CC BY-NC-SA 4.0).
 *
 *   node experiments/lgg-mri/make.mjs FOLDER-OF-THE-IDX-FILES FOLDER
 */
import { writePictures } from "../pictures.mjs";

await writePictures(
  new URL(".", import.meta.url),
  "flair-images-idx3-ubyte.gz",
  ({ patient, slice }) => `${patient}-${slice}`,
);
