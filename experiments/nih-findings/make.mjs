// @ts-check
/**
 * 1,000 chest X-rays of ChestX-ray14 as files, with the cohort and run files of this study beside them.
 *
 *   node experiments/nih-findings/make.mjs FOLDER-OF-THE-IDX-FILES FOLDER
 */
import { writePictures } from "../pictures.mjs";

await writePictures(new URL(".", import.meta.url), "images-idx3-ubyte.gz", (row) =>
  (row["Image Index"] ?? "").replace(/\.png$/, ""),
);
