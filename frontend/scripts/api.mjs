// Writes src/api/schema.d.ts and src/api/questions.json from src/api/openapi.json (which the back end writes). `--check` only compares.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const at = (name) => new URL(`../src/api/${name}`, import.meta.url);
const source = at("openapi.json");
const written = {
  "schema.d.ts": `// Written by \`npm run api\` from openapi.json. Do not edit.\n${astToString(await openapi(source))}`,
  // The shell orders itself by the questions before any server has answered.
  "questions.json": `${JSON.stringify(JSON.parse(readFileSync(source, "utf8"))["x-questions"], null, 2)}\n`,
};

for (const [name, text] of Object.entries(written)) {
  if (!process.argv.includes("--check")) writeFileSync(at(name), text);
  else if (!existsSync(at(name)) || readFileSync(at(name), "utf8") !== text) {
    console.error(`src/api/${name} differs from openapi.json. Run: npm run api`);
    process.exit(1);
  }
}
