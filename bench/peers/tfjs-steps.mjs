// @ts-check
/**
 * Case a in TensorFlow.js on its plain CPU backend (the only one of its backends in Node that has convolution
 * gradients without a native build). Same protocol as bench/worker.mjs. It is so slow that a step sees 100
 * images instead of 1000; run.mjs scales the time by 10 and says so.
 */
import * as tf from "@tensorflow/tfjs";
import { serveSteps } from "../serve-steps.mjs";

await tf.setBackend("cpu");
const images = 100;
const before = process.memoryUsage.rss();
const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 6, kernelSize: 3, activation: "relu" }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: "relu" }),
    tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: "relu" }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 256, activation: "relu" }),
    tf.layers.dense({ units: 4, activation: "softmax" }),
  ],
});
model.compile({ optimizer: tf.train.adam(1e-3), loss: "categoricalCrossentropy" });
const x = tf.randomNormal([images, 28, 28, 1], 0, 1, "float32", 1);
const labels = tf.oneHot(
  Array.from({ length: images }, (_, row) => row % 4),
  4,
);

const title = `TensorFlow.js ${tf.version.tfjs}, cpu backend, ${images} images`;
await serveSteps({ title, before, step: () => model.trainOnBatch(x, labels) });
