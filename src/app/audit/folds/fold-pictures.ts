import { at } from "../../../base/ndarray.js";
import type { SetImages } from "../../../data/batch.js";
import type { SetMask } from "../../../data/dataset.js";
import { requireSubjectsApart } from "../../compare/folds-apart.js";
import type { AnyAnsweredPictures } from "../answered-pictures.js";
import { imagesAt, joinImages, placesOf, type JoinedPlace } from "./join-images.js";

/**
 * The pictures of all folds as those of one model that was trained on none of them: each is answered by the model of the fold that held it out, whatever is
 * done to it. Parts are exchanged inside folds alone (`apart`), so that a donor is no picture that the model was trained on either.
 * @param where names the folds in errors. @param folds at least one, of the same target and attributes.
 * @throws DataError for a subject that two folds have.
 */
export function foldPictures(
  where: string,
  folds: readonly AnyAnsweredPictures[],
): AnyAnsweredPictures {
  requireSubjectsApart(
    where,
    folds.map(({ subjects }) => subjects),
  );
  const first = at(folds, 0);
  const sets = folds.map(({ images }) => images);
  const places = placesOf(sets);
  const { plant: _, masks: _masks, ...common } = first;
  return {
    ...common,
    images: joinImages(sets),
    subjects: folds.flatMap(({ subjects }) => subjects),
    apart: Int32Array.from(places, ({ set }) => set),
    ...plantOf(folds),
    masks: masksOf(folds, places),
    answer: (images) => answerByFold(images, folds, places),
    dispose: async () => {
      for (const fold of folds) await fold.dispose();
    },
  };
}

/** Planted as each fold plants; no key where one of them does not. */
function plantOf(folds: readonly AnyAnsweredPictures[]): Pick<AnyAnsweredPictures, "plant"> {
  const plants = folds.flatMap(({ plant }) => plant ?? []);
  if (plants.length < folds.length) return {};
  return {
    plant: (attribute, values) => {
      let start = 0;
      return joinImages(
        folds.map(({ subjects }, fold) => {
          const end = start + subjects.length;
          const own = values.subarray(start, end);
          start = end;
          return at(plants, fold)(attribute, own);
        }),
      );
    },
  };
}

/** By the kinds of the first fold, whose data are those of all. */
function masksOf(
  folds: readonly AnyAnsweredPictures[],
  places: readonly JoinedPlace[],
): readonly SetMask[] {
  return (at(folds, 0).masks ?? []).map(({ name }, kind) => ({
    name,
    read: async (position) => {
      const { set, position: own } = at(places, position);
      return (await at(folds, set).masks?.[kind]?.read(own)) ?? null;
    },
  }));
}

/** Answers of all pictures in their order, row-major; rows of the set are places in the joined images of the folds. */
async function answerByFold(
  images: SetImages,
  folds: readonly AnyAnsweredPictures[],
  places: readonly JoinedPlace[],
): Promise<Float64Array> {
  const { rows } = images.set;
  const positions = Int32Array.from(rows.keys());
  let answers = new Float64Array();
  for (const [fold, { answer }] of folds.entries()) {
    const own = positions.filter((position) => at(places, at(rows, position)).set === fold);
    if (own.length === 0) continue;
    const found = await answer(imagesAt(images, own));
    const width = found.length / own.length;
    if (answers.length === 0) answers = new Float64Array(rows.length * width);
    for (const [place, position] of own.entries()) {
      answers.set(found.subarray(place * width, (place + 1) * width), position * width);
    }
  }
  return answers;
}
