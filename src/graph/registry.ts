import { averagePool } from "./ops/average-pool.js";
import { conv, convTranspose, convWeightGradient } from "./ops/conv.js";
import * as elementwise from "./ops/elementwise.js";
import { erf } from "./ops/erf.js";
import { gather, gatherAlong, permuteRows, scatterAdd } from "./ops/gather.js";
import { matmul } from "./ops/matmul.js";
import { concat, pad, slice, transpose } from "./ops/movement.js";
import { batchNorm, batchNormGradient } from "./ops/norm.js";
import { maxPoolGradient, maxPoolWithIndices } from "./ops/pool.js";
import { randomBits } from "./ops/random.js";
import * as reduce from "./ops/reduce.js";
import * as select from "./ops/select.js";
import { topK } from "./ops/sort.js";
import { constant, input } from "./ops/source.js";
import type { OpName } from "./op-names.js";
import type { Op } from "./tensor.js";

const e = elementwise;
const r = reduce;
const s = select;

/** Every operator by name; a missing one does not compile. Tests iterate over it. */
export const ops = {
  input: input.op,
  constant: constant.op,
  add: e.add.op,
  sub: e.sub.op,
  mul: e.mul.op,
  div: e.div.op,
  pow: e.pow.op,
  neg: e.neg.op,
  abs: e.abs.op,
  exp: e.exp.op,
  log: e.log.op,
  sqrt: e.sqrt.op,
  reciprocal: e.reciprocal.op,
  sign: e.sign.op,
  heaviside: e.heaviside.op,
  floor: e.floor.op,
  tanh: e.tanh.op,
  sigmoid: e.sigmoid.op,
  softplus: e.softplus.op,
  equal: s.equal.op,
  less: s.less.op,
  lessOrEqual: s.lessOrEqual.op,
  greater: s.greater.op,
  greaterOrEqual: s.greaterOrEqual.op,
  and: s.and.op,
  or: s.or.op,
  not: s.not.op,
  where: s.where.op,
  relu: s.relu.op,
  maximum: s.maximum.op,
  minimum: s.minimum.op,
  clip: s.clip.op,
  cast: s.cast.op,
  stopGradient: s.stopGradient.op,
  scaleGradient: s.scaleGradient.op,
  sum: r.sum.op,
  mean: r.mean.op,
  max: r.max.op,
  min: r.min.op,
  logSumExp: r.logSumExp.op,
  softmax: r.softmax.op,
  argMax: r.argMax.op,
  expand: r.expand.op,
  reshape: r.reshape.op,
  matmul: matmul.op,
  transpose: transpose.op,
  slice: slice.op,
  pad: pad.op,
  concat: concat.op,
  conv: conv.op,
  convTranspose: convTranspose.op,
  convWeightGradient: convWeightGradient.op,
  maxPool: maxPoolWithIndices.op,
  maxPoolGradient: maxPoolGradient.op,
  gather: gather.op,
  gatherAlong: gatherAlong.op,
  permuteRows: permuteRows.op,
  scatterAdd: scatterAdd.op,
  randomBits: randomBits.op,
  batchNorm: batchNorm.op,
  batchNormGradient: batchNormGradient.op,
  averagePool: averagePool.op,
  topK: topK.op,
  erf: erf.op,
} satisfies Record<OpName, Op>;
