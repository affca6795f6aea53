// @ts-check

/** One-sided 95 % upper bound of a share (Clopper and Pearson), by bisection. @param {number} hits @param {number} n */
export function upperBound(hits, n) {
  if (hits === n) return 1;
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const p = (low + high) / 2;
    let [term, sum] = [n * Math.log(1 - p), 0];
    for (let k = 0; k <= hits; k++) {
      sum += Math.exp(term);
      term += Math.log((n - k) / (k + 1)) + Math.log(p / (1 - p));
    }
    if (sum > 0.05) low = p;
    else high = p;
  }
  return (low + high) / 2;
}
