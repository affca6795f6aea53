// @ts-check
/**
 * What the benchmark times: whole training steps (forward, backward, Adam), built from the layers that users
 * train with. `peers/` holds the same steps for PyTorch and TensorFlow.js.
 */

/** @typedef {{ program: any, parameters: Record<string, Float32Array>, state: Record<string, Float32Array>, batch: Record<string, Float32Array> }} Case */

/**
 * The modules of a build of `src/`.
 * @param {URL} dist folder, ending in a slash
 * @returns {Promise<Record<string, any>>}
 */
export async function loadEngine(dist) {
  const part = (/** @type {string} */ path) => import(new URL(`${path}.js`, dist).href);
  const modules = [
    "base/rng",
    "graph/gradient",
    "graph/program",
    "graph/ops/elementwise",
    "graph/ops/matmul",
    "graph/ops/movement",
    "graph/ops/reduce",
    "graph/ops/source",
    "nn/encoders/registry",
    "nn/layer",
    "nn/layers/linear",
    "nn/losses/cross-entropy",
    "optim/adam",
    "optim/apply-updates",
    "runtime/compile",
    "runtime/load",
    "runtime/state-store",
  ];
  /** @type {Record<string, any>} */
  const engine = Object.assign({}, ...(await Promise.all(modules.map(part))));
  const layers = await Promise.all(["nn/layers/activation", "nn/layers/batch-norm"].map(part));
  return { ...engine, layers: /** @type {Record<string, any>} */ (Object.assign({}, ...layers)) };
}

/** Rows of the batch, and what a person reads. */
export const cases = {
  a: { title: "mimm-cnn, Adam step, 1000x1x28x28", build: mimmStep },
  b: { title: "ResNet-18, Adam step, 16x1x128x128", build: resnetStep },
  c: {
    title: "MINE critic, Adam step, batch 500, all pairs (250,000 rows)",
    build: (/** @type {any} */ engine) => criticStep(engine, 500, "all"),
  },
  k: {
    title: "MINE critic, Adam step, batch 500, K = 4 shifts (2,500 rows)",
    build: (/** @type {any} */ engine) => criticStep(engine, 500, 4),
  },
  densenet: {
    title: "DenseNet-121, Adam step, 32x3x96x96",
    build: (/** @type {any} */ engine) =>
      classifierStep(engine, "densenet-121", [3, 96, 96], 2, 32),
  },
  resnet50: {
    title: "ResNet-50, Adam step, 8x3x224x224",
    build: (/** @type {any} */ engine) => classifierStep(engine, "resnet-50", [3, 224, 224], 2, 8),
  },
  volumes: {
    title: "ResNet-18 for volumes, Adam step, 4x1x64x64x64",
    build: (/** @type {any} */ engine) =>
      classifierStep(engine, "resnet-18-3d", [1, 64, 64, 64], 2, 4),
  },
  d: { title: "matrix product 2048x2048x2048", build: productStep },
};

/** @param {any} engine @param {number} [batch] @returns {Case} */
export function mimmStep(engine, batch = 1000) {
  return classifierStep(engine, "mimm-cnn", [1, 28, 28], 4, batch);
}

/** @param {any} engine @returns {Case} */
function resnetStep(engine) {
  return classifierStep(engine, "resnet-18", [1, 128, 128], 2, 16);
}

/** @param {any} engine @param {string} name @param {number[]} shape @param {number} classes @param {number} batch @returns {Case} */
function classifierStep(engine, name, shape, classes, batch) {
  const settings = engine.encoders[name].config.parse({});
  const network = engine.createEncoder(name, { shape, features: classes }, settings);
  const rng = engine.createRng("bench");
  const x = engine.input("x", [batch, ...shape]);
  const labels = engine.input("labels", [batch, classes]);
  const oneHot = new Float32Array(batch * classes);
  for (let row = 0; row < batch; row++) oneHot[row * classes + (row % classes)] = 1;
  return trainingStep(engine, network, { x: normal(rng, x.shape), labels: oneHot }, (context) =>
    engine.crossEntropy(network.apply(context, x), labels),
  );
}

/**
 * Donsker–Varadhan loss of a critic 4-400-400-400-1 with batch norm; joint and product rows in one pass.
 * @param {any} engine @param {number} batch @param {"all" | number} pairs @returns {Case}
 */
function criticStep(engine, batch, pairs) {
  const { add, mul, sub, slice, concat, expand, reshape, mean, logSumExp, sum } = engine;
  const { linear, sequential, layers } = engine;
  const block = (/** @type {number} */ inFeatures) =>
    sequential({
      linear: linear({ inFeatures, outFeatures: 400, bias: false }),
      norm: layers.batchNorm({ channels: 400, trackStatistics: false }),
      relu: layers.relu,
    });
  const out = linear({ inFeatures: 400, outFeatures: 1 });
  const network = sequential({ 1: block(4), 2: block(400), 3: block(400), out });
  const rng = engine.createRng("bench");
  const [left, right] = [engine.input("left", [batch, 2]), engine.input("right", [batch, 2])];
  const arrays = { left: normal(rng, left.shape), right: normal(rng, right.shape) };
  return trainingStep(engine, network, arrays, (context) => {
    if (pairs === "all") {
      const repeated = expand(reshape(left, [batch, 1, 2]), [batch, batch, 2]);
      const others = expand(reshape(right, [1, batch, 2]), [batch, batch, 2]);
      const rows = reshape(concat([repeated, others], 2), [batch * batch, 4]);
      const scores = reshape(network.apply(context, rows), [batch, batch]);
      const eye = Float64Array.from({ length: batch * batch }, (_, index) =>
        Number(index % (batch + 1) === 0),
      );
      const diagonal = engine.constant(eye, [batch, batch]);
      const joint = mul(sum(mul(scores, diagonal)), 1 / batch);
      return sub(logSumExp(sub(scores, mul(diagonal, 1e9))), joint);
    }
    const rolled = Array.from({ length: pairs + 1 }, (_, shift) => {
      const ranges = [
        { axis: 0, start: shift, end: batch },
        { axis: 0, start: 0, end: shift },
      ].filter(({ start, end }) => start < end);
      const parts = ranges.map((range) => slice(right, [range]));
      return concat([left, concat(parts, 0)], 1);
    });
    const scores = reshape(network.apply(context, concat(rolled, 0)), [batch * (pairs + 1)]);
    const joint = mean(slice(scores, [{ axis: 0, start: 0, end: batch }]));
    const product = slice(scores, [{ axis: 0, start: batch, end: batch * (pairs + 1) }]);
    return add(logSumExp(product), mul(joint, -1));
  });
}

/** @param {any} engine @returns {Case} */
function productStep(engine) {
  const shape = [2048, 2048];
  const rng = engine.createRng("bench");
  const [left, right] = [engine.input("left", shape), engine.input("right", shape)];
  return {
    program: engine.createProgram("product", { product: engine.matmul(left, right) }),
    parameters: {},
    state: {},
    batch: { left: normal(rng, shape), right: normal(rng, shape) },
  };
}

/**
 * Loss, gradients and Adam as one program; parameters, buffers and moments go in and come out.
 * @param {any} engine @param {any} network a layer
 * @param {Record<string, Float32Array>} batch @param {(context: any) => any} lossOf @returns {Case}
 */
function trainingStep(engine, network, batch, lossOf) {
  const inputs = (/** @type {Record<string, { shape: number[] }>} */ specs) =>
    Object.fromEntries(
      Object.entries(specs).map(([name, { shape }]) => [name, engine.input(name, shape)]),
    );
  const [parameters, buffers] = [inputs(network.parameters), inputs(network.buffers)];
  const context = engine.createContext("train", parameters, buffers, null);
  const loss = lossOf(context);
  const names = Object.keys(parameters);
  const found = engine.gradients(
    loss,
    names.map((name) => parameters[name]),
  );
  const gradients = Object.fromEntries(names.map((name, index) => [name, found[index]]));
  const optimizer = engine.adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 });
  const slots = engine.stateShapes(optimizer, network.parameters);
  const slotInputs = Object.fromEntries(
    Object.entries(slots).map(([name, shape]) => [name, engine.input(name, shape)]),
  );
  const scalarValues = optimizer.scalars(10, 1e-3);
  const scalars = Object.fromEntries(
    Object.keys(scalarValues).map((name) => [name, engine.input(`adam.${name}`, [])]),
  );
  const next = engine.applyUpdates(optimizer, parameters, gradients, slotInputs, scalars);
  const program = engine.createProgram("step", {
    loss,
    ...next.parameters,
    ...context.nextBuffers,
    ...next.state,
  });
  const rng = engine.createRng("bench").child("parameters");
  const scalarArrays = Object.entries(scalarValues).map(([name, value]) => [
    `adam.${name}`,
    Float32Array.of(value),
  ]);
  const zeros = Object.entries(slots).map(([name, /** @type {number[]} */ shape]) => [
    name,
    new Float32Array(
      shape.reduce((/** @type {number} */ size, /** @type {number} */ extent) => size * extent, 1),
    ),
  ]);
  return {
    program,
    parameters: engine.initialise(network.parameters, rng),
    state: { ...engine.initialise(network.buffers, rng), ...Object.fromEntries(zeros) },
    batch: { ...batch, ...Object.fromEntries(scalarArrays) },
  };
}

/** @param {any} rng @param {number[]} shape */
function normal(rng, shape) {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return Float32Array.from({ length: size }, () => rng.normal());
}

/**
 * Multiplications and additions of the matrix products and convolutions of a program, in units of 10^9.
 * @param {any} program
 */
export function gigaFlops(program) {
  const size = (/** @type {number[]} */ shape) => shape.reduce((product, own) => product * own, 1);
  let total = 0;
  for (const { op, inputs, outputTypes, attributes } of program.nodes) {
    const output = size(outputTypes[0]?.shape ?? []);
    const [left, right] = inputs.map((/** @type {any} */ input) => input.shape);
    if (op.name === "matmul") {
      total += 2 * output * left.at(attributes.transposeLeft ? -2 : -1);
    } else if (op.name === "conv") {
      total += (2 * output * size(right)) / right[0];
    } else if (op.name === "convTranspose") {
      total += (2 * size(left) * size(right)) / right[0];
    } else if (op.name === "convWeightGradient") {
      total += (2 * size(right) * output) / outputTypes[0].shape[0];
    }
  }
  return total / 1e9;
}
