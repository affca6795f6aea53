/**
 * Every constant of Morpho-MNIST in one place. Lengths are in pixels of the 28 × 28 digit ("low-res")
 * unless the name says otherwise; the high-res grid is `scale` times finer.
 * @source Castro, Tan, Kainz, Konukoglu, Glocker: Morpho-MNIST, JMLR 20(178), 2019, section 3 and
 * appendix A; the authors' generator (github.com/dccastro/Morpho-MNIST, MIT) where the paper gives no number.
 */
export const morphoMnist = Object.freeze({
  /** Side of a digit, low-res px. */
  side: 28,
  /** High-res px per low-res px. */
  scale: 4,
  /** Side of the high-res grid. */
  hiresSide: 112,
  /** Binarisation at min + threshold · (max − min). */
  threshold: 0.5,
  /** Gaussian beside each change of scale: σ = sigmaPerScale · scale high-res px (skimage pyramids). */
  sigmaPerScale: 2 / 6,
  /** The Gaussian is cut at this many σ (scipy's default). */
  gaussianCut: 4,
  /** Erosion radius is trunc(thinAmount · scale · thickness / 2) high-res px: "70 % thinner". */
  thinAmount: 0.7,
  /** Dilation radius is trunc(thickAmount · scale · thickness / 2) high-res px: "100 % thicker". */
  thickAmount: 1,
  /** Swelling reads from distance · (distance / radius)^(swellStrength − 1). */
  swellStrength: 3,
  /** Swelling reaches swellRadius · √thickness / 2. */
  swellRadius: 7,
  /** Width of a fracture. */
  fractureThickness: 1.5,
  /** No fracture this close to a tip or fork of the skeleton. */
  fracturePrune: 2,
  /** Fractures per digit. */
  fractureCount: 3,
  /** A fracture reaches this far beyond the stroke, each side. */
  fractureExtension: 0.5,
  /** Stroke direction is taken from the skeleton in a window of ± this. */
  fractureWindow: 2,
  /** Width and height leave out this share of the mass in each direction, half at each side. */
  boundFraction: 0.02,
  /** Raise with any change of the images that the generator makes: it is part of the cache's name. */
  generatorVersion: 1,
});

/** Pixels of a digit. */
export const digitPixels = morphoMnist.side ** 2;

/** Pixels of the high-res grid. */
export const hiresPixels = morphoMnist.hiresSide ** 2;
