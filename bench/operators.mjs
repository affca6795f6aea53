// @ts-check
/**
 * Forms of one result in operators of ONNX Runtime, in turn: why lowering rules take the form that they do. The first form
 * of a case is ours; the others say how many times as long they take, by medians.
 *
 *   npm run build && node bench/operators.mjs [--threads 1] [--rounds 40]
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { AttributeProto_AttributeType, ModelProtoSchema } from "onnx-buf";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    threads: { type: "string", default: "1" },
    rounds: { type: "string", default: "40" },
  },
});
const { loadBackend } = await import(new URL("../dist/runtime/load.js", import.meta.url).href);
const { ort, version } = await loadBackend("native");

/**
 * @typedef {[type: string, inputs: string[], outputs: string[], attributes?: Record<string, number | number[] | { float: number }>, domain?: string]} Node
 * @typedef {Record<string, number[]>} Shapes
 * @typedef {{ inputs: Shapes, outputs: Shapes, forms: Record<string, Node[]> }} Case
 */
const fused = "com.microsoft";
const turned = { transA: 0, transB: 1 };
/** A constant of int64, by its name in a node: `i:1,2`. @param {...number} values */
const int = (...values) => `i:${values.join(",")}`;
const first = -(2 ** 31);

/** @type {Record<string, Case>} */
const cases = {
  ...Object.fromEntries(
    [
      [2500, 64],
      [500, 32, 14, 14],
    ].map((shape) => [
      `ReLU's way back, ${shape.join(" x ")}`,
      {
        inputs: { x: shape, dy: shape },
        outputs: { z: shape },
        forms: {
          "step and product": [
            ["HardSigmoid", ["x"], ["s"], { alpha: { float: 3e38 }, beta: { float: 0 } }],
            ["Mul", ["s", "dy"], ["z"]],
          ],
          "sign and product": [
            ["Sign", ["x"], ["s"]],
            ["Mul", ["s", "dy"], ["z"]],
          ],
        },
      },
    ]),
  ),
  ...Object.fromEntries(
    [144, 576, 3136].map((space) => [
      `sums of squares, 4,096 rows of ${space}`,
      {
        inputs: { x: [4096, 1, space] },
        outputs: { z: [4096, 1] },
        forms: {
          "dot products": [
            ["FusedMatMul", ["x", "x"], ["d"], turned, fused],
            ["Reshape", ["d", int(4096, 1)], ["z"]],
          ],
          "product and sum": [
            ["Mul", ["x", "x"], ["p"]],
            ["ReduceSum", ["p", int(2)], ["z"], { keepdims: 0 }],
          ],
          ReduceSumSquare: [["ReduceSumSquare", ["x", int(2)], ["z"], { keepdims: 0 }]],
        },
      },
    ]),
  ),
  "kernel of 256 x 256 x 3³ flipped": {
    inputs: { w: [256, 256, 3, 3, 3] },
    outputs: { z: [256, 256, 3, 3, 3] },
    forms: {
      "as one axis": [
        ["Reshape", ["w", int(256, 256, 27)], ["f"]],
        ["Transpose", ["f"], ["t"], { perm: [1, 0, 2] }],
        ["Slice", ["t", int(-1), int(first), int(2), int(-1)], ["s"]],
        ["Reshape", ["s", int(256, 256, 3, 3, 3)], ["z"]],
      ],
      "by three axes": [
        ["Transpose", ["w"], ["t"], { perm: [1, 0, 2, 3, 4] }],
        [
          "Slice",
          ["t", int(-1, -1, -1), int(first, first, first), int(2, 3, 4), int(-1, -1, -1)],
          ["z"],
        ],
      ],
    },
  },
  "weight gradient of 13,824 x 512 from 32 positions": {
    inputs: { columns: [13_824, 32], dy: [512, 32] },
    outputs: { z: [512, 13_824] },
    forms: {
      "as it is": [["FusedMatMul", ["dy", "columns"], ["z"], turned, fused]],
      "more rows than columns, then turned": [
        ["FusedMatMul", ["columns", "dy"], ["t"], turned, fused],
        ["Transpose", ["t"], ["z"], { perm: [1, 0] }],
      ],
    },
  },
  "windows of 3³ on 64 x 4 x 18³": windows([64, 4], [18, 18, 18], [3, 3, 3], 1),
  "windows of 7³, stride 2, on 4 x 70³": windows([1, 4], [70, 70, 70], [7, 7, 7], 2),
  "windows of 3² on 256 x 8 x 16²": windows([256, 8], [16, 16], [3, 3], 1),
  "windows of 3² on 64 x 8 x 58²": windows([64, 8], [58, 58], [3, 3], 1),
};

/**
 * Rows of the last axis cut first, once a tap, against every window at once.
 * @param {number[]} leading @param {number[]} space @param {number[]} kernel @param {number} stride @returns {Case}
 */
function windows(leading, space, kernel, stride) {
  const counts = space.map(
    (extent, axis) => Math.floor((extent - (kernel[axis] ?? 1)) / stride) + 1,
  );
  const last = space.length - 1;
  const offsets = kernel.reduce(
    (found, extent) =>
      found.flatMap((offset) => Array.from({ length: extent }, (_, tap) => [...offset, tap])),
    /** @type {number[][]} */ ([[]]),
  );
  /** @param {string} from @param {string} to @param {number[]} axes @param {number[]} taps @returns {Node} */
  const cut = (from, to, axes, taps) => {
    const ends = axes.map((axis, at) => (taps[at] ?? 0) + ((counts[axis] ?? 1) - 1) * stride + 1);
    const steps = axes.map(() => stride);
    const places = axes.map((axis) => axis + 2);
    return ["Slice", [from, int(...taps), int(...ends), int(...places), int(...steps)], [to]];
  };
  const axes = space.map((_, axis) => axis);
  const taps = Array.from({ length: kernel[last] ?? 1 }, (_, tap) => tap);
  return {
    inputs: { x: [...leading, ...space] },
    outputs: Object.fromEntries(offsets.map((_, at) => [`z${at}`, [...leading, ...counts]])),
    forms: {
      "rows first": [
        ...taps.map((tap) => cut("x", `row${tap}`, [last], [tap])),
        ...offsets.map((offset, at) =>
          cut(`row${offset[last]}`, `z${at}`, axes.slice(0, -1), offset.slice(0, -1)),
        ),
      ],
      "each at once": offsets.map((offset, at) => cut("x", `z${at}`, axes, offset)),
    },
  };
}

/** @param {string} name @param {number[]} shape */
const valueInfo = (name, shape) => {
  const dim = shape.map((extent) => ({
    value: { case: /** @type {const} */ ("dimValue"), value: BigInt(extent) },
  }));
  const type = { elemType: 1, shape: { dim } };
  return { name, type: { value: { case: /** @type {const} */ ("tensorType"), value: type } } };
};

/** @param {[string, number | number[] | { float: number }]} entry */
function attribute([name, value]) {
  const { INT, INTS, FLOAT } = AttributeProto_AttributeType;
  if (typeof value === "number") return { name, type: INT, i: BigInt(value) };
  if (Array.isArray(value)) return { name, type: INTS, ints: value.map(BigInt) };
  return { name, type: FLOAT, f: value.float };
}

/** A session of the nodes with arrays of its own; returns how to run it. @param {Case} case_ @param {Node[]} nodes */
async function prepare({ inputs, outputs }, nodes) {
  const constants = new Set(
    nodes.flatMap((node) => node[1]).filter((name) => name.startsWith("i:")),
  );
  const model = create(ModelProtoSchema, {
    irVersion: 9n,
    opsetImport: [
      { domain: "", version: 18n },
      { domain: fused, version: 1n },
    ],
    graph: {
      name: "form",
      input: Object.entries(inputs).map(([name, shape]) => valueInfo(name, shape)),
      output: Object.entries(outputs).map(([name, shape]) => valueInfo(name, shape)),
      node: nodes.map(([opType, input, output, attributes = {}, domain = ""], index) => {
        const attributeList = Object.entries(attributes).map(attribute);
        return { name: `n${index}`, opType, input, output, domain, attribute: attributeList };
      }),
      initializer: [...constants].map((name) => {
        const values = BigInt64Array.from(name.slice(2).split(","), BigInt);
        const rawData = new Uint8Array(values.buffer);
        return { name, dataType: 7, dims: [BigInt(values.length)], rawData };
      }),
    },
  });
  const session = await ort.InferenceSession.create(toBinary(ModelProtoSchema, model), {
    executionProviders: ["cpu"],
    intraOpNumThreads: Number(options.threads),
    logSeverityLevel: 3,
  });
  const arrays = (/** @type {Shapes} */ shapes) =>
    Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => {
        const size = shape.reduce((product, extent) => product * extent, 1);
        // As results of ReLU are: 0 or more.
        const data = Float32Array.from({ length: size }, (_, at) => Math.max(0, Math.sin(at)));
        return [name, new ort.Tensor("float32", data, shape)];
      }),
    );
  const [feeds, fetches] = [arrays(inputs), arrays(outputs)];
  return {
    run: () => session.run(feeds, fetches),
    results: () => Object.keys(outputs).map((name) => fetches[name]?.data),
    end: () => session.release(),
  };
}

console.log(
  `ONNX Runtime ${version}, ${options.threads} thread(s), ${options.rounds} rounds in turn\n`,
);
console.log("| case | form | median ms | takes |\n|---|---|---|---|");
for (const [title, case_] of Object.entries(cases)) {
  const forms = [];
  for (const [form, nodes] of Object.entries(case_.forms)) {
    forms.push({ form, ...(await prepare(case_, nodes)), ms: /** @type {number[]} */ ([]) });
  }
  for (let round = -2; round < Number(options.rounds); round++) {
    for (const { run, ms } of forms) {
      const start = performance.now();
      await run();
      if (round >= 0) ms.push(performance.now() - start);
    }
  }
  const median = (/** @type {number[]} */ ms) =>
    ms.toSorted((left, right) => left - right)[Math.floor(ms.length / 2)] ?? NaN;
  const ours = median(forms[0]?.ms ?? []);
  requireEqual(title, forms);
  for (const { form, ms, end } of forms) {
    console.log(
      `| ${title} | ${form} | ${median(ms).toFixed(3)} | ${(median(ms) / ours).toFixed(2)} |`,
    );
    end();
  }
}

/** All forms give the same numbers, or they are no forms of one result. @param {string} title @param {{ results(): any[] }[]} forms */
function requireEqual(title, forms) {
  const [own, ...others] = forms.map(({ results }) => results().map((data) => Array.from(data)));
  for (const other of others) {
    own?.forEach((data, index) =>
      data.forEach((value, place) => {
        const found = other[index]?.[place] ?? NaN;
        if (!(Math.abs(found - value) <= 1e-4 * (1 + Math.abs(value))))
          throw new Error(`${title}: forms differ at ${place}: ${value}, ${found}`);
      }),
    );
  }
}
