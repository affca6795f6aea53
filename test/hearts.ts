/** Small pictures whose target is a number, the size of the heart, which goes with brightness in 9 of 10. */
export const hearts = `data:
  dataset: phantom
  target: heart-size
  size: 16
  train: 400
  test: 300
  attributes: [intensity]
  plan: { train: 0.9, tests: { iid: 0.9, inverted: invert, balanced: balanced } }
model: { encoder: mlp, features: 4, options: { hidden: [16] } }
`;
