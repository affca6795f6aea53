import { cellWeighted } from "./cell-weighted.js";
import { classWeighted } from "./class-weighted.js";
import { coral } from "./coral.js";
import { end } from "./end.js";
import { focal } from "./focal.js";
import { groupDro } from "./group-dro.js";
import { irm } from "./irm.js";
import { lisa } from "./lisa.js";
import { mdn } from "./mdn.js";
import { mixup } from "./mixup.js";
import { reweight } from "./reweight.js";

/** One-stage baselines by name: a single head, one update a batch. */
export const baselines = {
  reweight,
  "group-dro": groupDro,
  end,
  mdn,
  irm,
  coral,
  mixup,
  lisa,
  focal,
  "class-weighted": classWeighted,
  "cell-weighted": cellWeighted,
};
