import { crossFit } from "./cross-fit.js";
import { diagonalDominance, type MatrixCell } from "./diagonal-dominance.js";
import { knnNeighbours, knnProbe } from "./knn-probe.js";
import { linearProbe } from "./linear-probe.js";
import type { NamedPart } from "./mi-convergence.js";
import type { ClassProbe, ClassTarget, ProbedRows } from "./probe.js";
import type { ProbeMatrix } from "./probing-results.js";

/** Balanced accuracy of every part × target, cross-fitted by the halves, of a kNN (30 neighbours) and of a linear probe. */
export function probeMatrices(
  parts: readonly NamedPart[],
  targets: readonly ClassTarget[],
  rows: ProbedRows,
): { readonly knn: ProbeMatrix; readonly linear: ProbeMatrix } {
  const matrixOf = (probe: ClassProbe, minRows: number): ProbeMatrix => {
    const cells = parts.flatMap((part) =>
      targets.map((target): MatrixCell => ({
        part: part.name,
        target: target.name,
        score: crossFit(part.features, target, rows, probe, minRows),
        chance: 1 / target.valueNames.length,
      })),
    );
    return { cells, diagonal_dominance: diagonalDominance(cells) };
  };
  return { knn: matrixOf(knnProbe(), knnNeighbours), linear: matrixOf(linearProbe, 2) };
}
