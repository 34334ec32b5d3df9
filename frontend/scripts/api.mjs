// Writes src/api/schema.d.ts from src/api/openapi.json (which the back end writes). `--check` only compares.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const source = new URL("../src/api/openapi.json", import.meta.url);
const target = new URL("../src/api/schema.d.ts", import.meta.url);
const types = `// Written by \`npm run api\` from openapi.json. Do not edit.\n${astToString(await openapi(source))}`;

if (!process.argv.includes("--check")) writeFileSync(target, types);
else if (!existsSync(target) || readFileSync(target, "utf8") !== types) {
  console.error("src/api/schema.d.ts differs from openapi.json. Run: npm run api");
  process.exit(1);
}
