/**
 * Where in an image the places of a feature map look, along every axis, in pixels: the middle of what the first place sees (0 is
 * the first pixel's own middle), and the way from one place to the next.
 *
 * A padded convolution of odd extent looks about its own pixel. So a map of stride s looks about 0, s, 2 s, …, which is
 * s/2 − 1/2 before the middles of an even split.
 */
export interface PlaceCentres {
  readonly first: number;
  readonly step: number;
}

/** How places lie along one axis of a picture; centres null: they split it evenly. */
interface PlacesAlong {
  readonly places: number;
  readonly pixels: number;
  readonly centres: PlaceCentres | null;
}

/** The pixel in the middle of what a place sees, along one axis: first + step · place, or (place + 1/2) · W/w − 1/2. */
export function middleOfPlace(place: number, { places, pixels, centres }: PlacesAlong): number {
  return centres === null
    ? ((2 * place + 1) * pixels - places) / (2 * places)
    : centres.first + place * centres.step;
}

/** The place that a pixel lies at, a fraction between two: the way back from {@link middleOfPlace}. */
export function placeOfPixel(pixel: number, { places, pixels, centres }: PlacesAlong): number {
  return centres === null
    ? ((2 * pixel + 1) * places - pixels) / (2 * pixels)
    : (pixel - centres.first) / centres.step;
}
