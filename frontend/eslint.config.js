import { readdirSync } from "node:fs";
import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

// Imports point down only: app > studies > kit > plots > ui > api > lib. One rule for each layer, naming what lies above it.
const LAYERS = ["app", "studies", "kit", "plots", "ui", "api", "lib"];
const above = (layer) => LAYERS.slice(0, LAYERS.indexOf(layer));
const forbid = (names, message) => ({
  "no-restricted-imports": ["error", { patterns: [{ group: names.flatMap((n) => [`**/${n}`, `**/${n}/**`]), message }] }],
});

const layers = LAYERS.filter((layer) => above(layer).length > 0).map((layer) => ({
  files: [`src/${layer}/**/*.{ts,tsx}`],
  rules: forbid(above(layer), `${layer} stands below ${above(layer).join(", ")} and may not import from there.`),
}));

// Studies are blind to each other: what one may import is what stands below all of them.
const studies = readdirSync(new URL("src/studies", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const blind = studies.map((study) => ({
  files: [`src/studies/${study}/**/*.{ts,tsx}`],
  rules: forbid(["app", ...studies.filter((other) => other !== study)], "Studies are blind to each other and to the shell."),
}));

export default ts.config(
  { ignores: ["dist", "node_modules", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  hooks.configs.flat["recommended-latest"],
  {
    files: ["**/*.{ts,tsx}"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Text from models and corpora is never markup." },
      ],
    },
  },
  {
    files: ["scripts/**/*.mjs", "public/**/*.js", "*.js"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        document: "readonly",
        window: "readonly",
        localStorage: "readonly",
        matchMedia: "readonly",
      },
    },
  },
  ...layers,
  ...blind,
);
