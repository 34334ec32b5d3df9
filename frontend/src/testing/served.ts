/** Answers of the server as tests serve them, read from its own description. */
import { readFileSync } from "node:fs";

interface Described {
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
}

let description: Described | undefined;

/** A study's page with the params it really has; `properties` in place of some of theirs. */
export function studyServed(
  slug: string,
  properties: Readonly<Record<string, unknown>> = {},
): { params: { properties: Record<string, unknown> } } {
  description ??= JSON.parse(readFileSync("src/api/openapi.json", "utf8")) as Described;
  const name = slug
    .split("-")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("");
  const known = description.components.schemas[`${name}Params`]?.properties;
  if (!known) throw new Error(`The description has no ${name}Params: make generated`);
  return { params: { properties: { ...known, ...properties } } };
}
