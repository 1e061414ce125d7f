// What the compiler cannot say: promises that nobody awaits, `any`, forms this code base does without. Layout is
// prettier's; layering, file sizes and documentation are checked by test/repo/.

import tseslint from "typescript-eslint";

const noDefaultExport = { selector: "ExportDefaultDeclaration", message: "Export by name: one concept has one name." };
const noEnum = { selector: "TSEnumDeclaration", message: "Use a union of strings." };

export default tseslint.config(
  { ignores: ["dist/", "runs/", "coverage/", "page/dist/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": "off", // the compiler says it
      "@typescript-eslint/require-await": "off", // an interface may ask for a promise where one member needs none
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/unbound-method": "off", // interfaces here are records of functions, none of which uses `this`
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: "error",
      "no-console": "error", // a library reports through events; only a program prints
      "no-restricted-syntax": ["error", noDefaultExport, noEnum],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["src/cli/**", "scripts/**", "examples/**", "benchmarks/**", "test/**", "*.config.js"],
    rules: { "no-console": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            { from: "package", package: "node:test", name: ["test", "it", "describe", "suite"] },
          ],
        },
      ],
    },
  },
);
