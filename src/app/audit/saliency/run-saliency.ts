import { createRng } from "../../../base/rng.js";
import { buildRunMethod } from "../../build-run-method.js";
import { weightTree, type OpenedRun } from "../../open-run.js";
import type { PreparedRun } from "../../prepare-run.js";
import type { AnyAnsweredPictures } from "../answered-pictures.js";
import { openRunNetworks } from "./network-looker.js";
import { saliencyReport, type SaliencyReport, type ShownLaw } from "./saliency-report.js";

/**
 * Where the model of a run looks on pictures of the audited split, beside the same network with all weights drawn anew by their own
 * laws (from the run's seed, "randomised-network"), never from the file of weights that the run may have started from.
 */
export async function runSaliency(
  run: OpenedRun,
  prepared: Pick<PreparedRun, "job">,
  pictures: AnyAnsweredPictures,
  said: Float64Array,
  law: ShownLaw,
): Promise<SaliencyReport> {
  const { config, blueprint } = run;
  const networks = await openRunNetworks(run, prepared);
  const fresh = buildRunMethod(config, blueprint).initialState(
    createRng(config.seed).child("randomised-network"),
  );
  try {
    return await saliencyReport(
      pictures,
      said,
      {
        trained: (baseline) => networks.lookerOf(weightTree(run), pictures.images, baseline),
        randomised: (baseline) => networks.lookerOf(fresh, pictures.images, baseline),
        weights: "weights drawn anew",
      },
      law,
    );
  } finally {
    await networks.dispose();
  }
}
