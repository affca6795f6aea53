import js from "@eslint/js";
import tseslint from "typescript-eslint";

const restrictedRuntime = {
  paths: ["onnxruntime-node", "onnxruntime-web", "onnxruntime-common"].map((name) => ({
    name,
    message: "Only src/runtime imports ONNX Runtime.",
  })),
};

export default tseslint.config(
  { ignores: ["dist", "node_modules", "runs", "coverage", "**/*.js", "**/*.mjs"] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/prefer-nullish-coalescing": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "max-lines": ["error", { max: 400, skipBlankLines: false, skipComments: false }],
      "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
      "no-restricted-imports": ["error", restrictedRuntime],
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Randomness arrives as an Rng argument." },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "TSAsExpression > TSAsExpression[typeAnnotation.type='TSUnknownKeyword']",
          message: "No `as unknown as`.",
        },
      ],
    },
  },
  { files: ["src/runtime/**/*.ts"], rules: { "no-restricted-imports": "off" } },
  {
    // A describe block is a table of cases, not a function to be read at once.
    files: ["**/*.test.ts"],
    rules: { "max-lines-per-function": "off" },
  },
  {
    files: ["src/cli/**/*.ts", "bench/**/*.ts", "fixtures/**/*.ts"],
    rules: { "no-console": "off" },
  },
);
