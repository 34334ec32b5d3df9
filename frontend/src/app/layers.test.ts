import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

/** ESLint's rule does not see `import()`, and a rule can be switched off in a line; this cannot. */
const LAYERS = ["lib", "api", "ui", "plots", "kit", "studies", "app"];
const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"));

function imports(name: string): string[] {
  const source = readFileSync(join("src", name), "utf8");
  return [...source.matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g)].map((m) => relative(".", join(dirname(name), m[1]!)));
}
const place = (path: string) => path.split("/");

test("imports point down only", () => {
  // What tests share stands beside the layers: it may name their types, and only tests and their fixtures import it.
  const wrong = files
    .filter((name) => place(name)[0] !== "testing")
    .flatMap((name) =>
      imports(name)
        .filter((target) => LAYERS.indexOf(place(target)[0]!) > LAYERS.indexOf(place(name)[0]!))
        .map((target) => `${name} imports ${target}`),
    );
  expect(wrong).toEqual([]);
});

test("pages import nothing that tests share", () => {
  const pages = files.filter((name) => !/\.test\.tsx?$|fixtures|^testing/.test(name));
  expect(pages.filter((name) => imports(name).some((target) => place(target)[0] === "testing"))).toEqual([]);
});

test("studies are blind to each other", () => {
  const study = (path: string) => (place(path)[0] === "studies" && place(path).length > 2 ? place(path)[1] : null);
  const wrong = files.filter(study).flatMap((name) =>
    imports(name)
      .filter((target) => study(target) && study(target) !== study(name))
      .map((target) => `${name} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("text from models and corpora is never markup", () => {
  expect(
    files.filter(
      (name) => /dangerouslySetInnerHTML|\.innerHTML\s*=/.test(readFileSync(join("src", name), "utf8")) && !name.endsWith(".test.ts"),
    ),
  ).toEqual([]);
});

test("no file of the front end names a host to fetch from", () => {
  const named = files.filter(
    (name) =>
      !name.endsWith(".test.ts") &&
      !name.endsWith(".test.tsx") &&
      /https?:\/\/(?!www\.w3\.org|127\.0\.0\.1|localhost)[a-z0-9]/i.test(readFileSync(join("src", name), "utf8")),
  );
  expect(named).toEqual([]);
});
