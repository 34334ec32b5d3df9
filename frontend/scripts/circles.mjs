/**
 * Import circles of the front end: `node scripts/circles.mjs` names each and fails. Types count too: a file that needs
 * another's types to be read cannot be read alone.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(import.meta.dirname, "../src");
const files = readdirSync(ROOT, { recursive: true })
  .map((name) => join(ROOT, name))
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"));

function found(from, name) {
  const at = resolve(dirname(from), name);
  return [at, `${at}.ts`, `${at}.tsx`, `${at}/index.ts`, `${at}/index.tsx`].find((one) => /\.tsx?$/.test(one) && existsSync(one));
}

export const graph = new Map(
  files.map((file) => [
    file,
    ts
      .preProcessFile(readFileSync(file, "utf8"), true, true)
      .importedFiles.map(({ fileName }) => fileName)
      .filter((name) => name.startsWith("."))
      .map((name) => found(file, name))
      .filter(Boolean),
  ]),
);

/** Strongly connected components of more than one file (Tarjan). */
export function circles(edges) {
  const [index, low, stack, out] = [new Map(), new Map(), [], []];
  const visit = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)));
    }
    if (low.get(node) === index.get(node)) {
      const circle = stack.splice(stack.indexOf(node));
      if (circle.length > 1) out.push(circle);
    }
  };
  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return out;
}

// A check that finds nothing must be able to find something.
if (
  circles(
    new Map([
      ["a", ["b"]],
      ["b", ["a"]],
      ["c", ["a"]],
    ]),
  ).length !== 1
)
  throw new Error("circles are not found");
const all = circles(graph);
for (const circle of all)
  console.error(
    `Import circle: ${circle
      .map((file) => relative(ROOT, file))
      .sort()
      .join(", ")}`,
  );
process.exit(all.length > 0 ? 1 : 0);
