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
