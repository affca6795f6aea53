/** Exponents of one term, for three axes; a picture has 0 for the first. */
export type Exponents = readonly [number, number, number];

/**
 * The terms u^p · v^q · w^r of a polynomial in 2 or 3 axes of degree 1 … `order`, in TorchIO's order: the exponent of the
 * last axis grows fastest. The constant term is left out.
 */
export function polynomialTerms(axes: number, order: number): Exponents[] {
  const terms: Exponents[] = [];
  for (let first = 0; first <= (axes === 3 ? order : 0); first++) {
    for (let second = 0; second <= order - first; second++) {
      for (let third = 0; third <= order - first - second; third++) {
        if (first + second + third > 0) terms.push([first, second, third]);
      }
    }
  }
  return terms;
}

/** [extent, order + 1]: powers 0 … order of each position, which goes from -1 at the first sample to 1 at the last. */
export function positionPowers(extent: number, order: number): Float64Array {
  return Float64Array.from({ length: extent * (order + 1) }, (_, index) => {
    const position = Math.floor(index / (order + 1));
    const place = extent === 1 ? 0 : (2 * position - (extent - 1)) / (extent - 1);
    return place ** (index % (order + 1));
  });
}
