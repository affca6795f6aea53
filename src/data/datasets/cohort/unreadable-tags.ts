import { failureNotes, mostBroken, requireFew } from "./failures.js";
import { locateImages, type LocatedImages } from "./locate-images.js";
import type { TagFacts } from "./tag-facts.js";

/**
 * Attributes of tags come from the images: where more than half of these are missing or damaged, that is what is wrong,
 * whatever it makes of the attributes.
 * @throws DataError as `requireFew`.
 */
export async function requireTagFiles(
  source: string,
  { asked, unreadable }: Pick<TagFacts, "asked" | "unreadable">,
  {
    root,
    series,
    most,
  }: { readonly root: string; readonly series: boolean; readonly most: number },
): Promise<void> {
  const images = asked();
  if (unreadable.size <= mostBroken * images.length) return;
  const found = await locateImages(root, images, series);
  const { failures } = withoutUnreadable(found, images, unreadable);
  requireFew(source, failures, images.length, most);
}

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
