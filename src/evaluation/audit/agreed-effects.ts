import { undefinedMetric, type Undefined } from "../metric.js";
import { nearestToZero, type InterventionEffect } from "./intervention-effects.js";

/**
 * What two controls show of the same interventions: of each effect the smaller of the two (0 where their signs differ), with the
 * hull of both intervals, so that it is away from 0 only where both are, on one side; p is the larger. Strongest evidence first. No further correction:
 * either control alone could say no (intersection–union). Effects that one of them lacks are left out; undefined where none is left.
 * @source Berger 1982 for the test.
 */
export function agreedEffects(
  left: readonly InterventionEffect[] | Undefined,
  right: readonly InterventionEffect[] | Undefined,
): readonly InterventionEffect[] | Undefined {
  if ("reason" in left) return left;
  if ("reason" in right) return right;
  const keyOf = ({ part, class: name, value }: InterventionEffect) => JSON.stringify([part, name, value]); // prettier-ignore
  const others = new Map(right.map((effect) => [keyOf(effect), effect]));
  const both = left.flatMap((effect) => {
    const other = others.get(keyOf(effect));
    return other === undefined ? [] : [agreed(effect, other)];
  });
  if (both.length === 0) return undefinedMetric("no effect has both controls");
  return both.sort((one, two) => nearestToZero(two) - nearestToZero(one));
}

function agreed(left: InterventionEffect, right: InterventionEffect): InterventionEffect {
  const smaller = Math.abs(left.effect) <= Math.abs(right.effect) ? left : right;
  return {
    ...smaller,
    effect: left.effect * right.effect > 0 ? smaller.effect : 0,
    interval: {
      ...smaller.interval,
      low: Math.min(left.interval.low, right.interval.low),
      high: Math.max(left.interval.high, right.interval.high),
    },
    p: Math.max(left.p, right.p),
  };
}
