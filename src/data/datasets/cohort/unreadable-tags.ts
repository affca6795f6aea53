import { failureNotes } from "./failures.js";
import type { LocatedImages } from "./locate-images.js";

/** Rows whose tags cannot be read are as those whose image cannot be: nothing is learnt from them. */
export function withoutUnreadable(
  { paths, failures }: LocatedImages,
  images: readonly string[],
  unreadable: ReadonlyMap<string, string>,
): LocatedImages {
  const damaged = images.flatMap((image, row) => {
    const message = unreadable.get(image);
    const isThere = (paths[row] ?? null) !== null;
    return message === undefined || !isThere ? [] : [{ row, message, isMissing: false }];
  });
  const gone = new Set(damaged.map(({ row }) => row));
  return {
    paths: paths.map((files, row) => (gone.has(row) ? null : files)),
    failures: [...failures, ...damaged].sort((left, right) => left.row - right.row),
  };
}

/** Images whose tags cannot be read and that the cohort has lost by it: `missing: drop` of the attribute. */
export function lostNotes(
  images: readonly string[],
  unreadable: ReadonlyMap<string, string>,
): string[] {
  const kept = new Set(images);
  const messages = [...unreadable].flatMap(([path, message]) => (kept.has(path) ? [] : [message]));
  return failureNotes(messages.map((message) => ({ message })));
}
