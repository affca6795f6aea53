/**
 * Weight of a term that comes in gradually: ρ(t) = 2/(1 + e^(−γt)) − 1, from 0 at t = 0, rising, below 1.
 * @param fraction t, the share of training that is done, 0..1. @param steepness γ > 0; 5 gives ρ(1) = 0.987.
 * @source Ganin & Lempitsky 2015 (DANN, γ = 10). For IBCA (Cui et al. 2025), whose "gradually" is not known to us, γ = 5: a
 * reconstruction.
 */
export function sigmoidRamp(fraction: number, steepness: number): number {
  return 2 / (1 + Math.exp(-steepness * fraction)) - 1;
}
