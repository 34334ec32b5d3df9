import { expect, it } from "vitest";
import CASES from "../../../tests/contract/sentences.json";
import STANDINGS from "../../../tests/contract/standing.json";
import { share } from "../lib/format";
import { told } from "./sentence";

it.each(CASES)("says what is $what", ({ estimate, said, ...how }) => {
  expect(told(estimate, { write: share, n: "concept", ...how })).toBe(said);
});

it.each(STANDINGS.filter(({ standing }) => standing === "level"))("never says as found what is $what", ({ estimate }) => {
  expect(told(estimate)).toMatch(/not clear of zero|within 95 % of the null/);
});
