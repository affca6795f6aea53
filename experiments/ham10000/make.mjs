// @ts-check
/**
 * HAM10000 as files, with the cohort and run files of this study beside them (the pictures are CC BY-NC 4.0).
 *
 *   node experiments/ham10000/make.mjs FOLDER-OF-THE-IDX-FILES FOLDER
 */
import { writePictures } from "../pictures.mjs";

await writePictures(
  new URL(".", import.meta.url),
  "images-idx4-ubyte.gz",
  (row) => row["image_id"] ?? "",
);
