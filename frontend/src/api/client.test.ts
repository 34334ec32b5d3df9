import { beforeEach, expect, test, vi } from "vitest";
import { api, take, type ApiError } from "./client";

const answer = (status: number, body: unknown) =>
  new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
const server = vi.fn<(request: Request) => Promise<Response>>();

beforeEach(() => vi.stubGlobal("fetch", server));
const models = () => take(api.GET("/api/models"));

test("says who asks, with an id that stays", async () => {
  server.mockImplementation(async () => answer(200, []));
  await models();
  await models();
  const [first, second] = server.mock.calls.slice(-2).map(([request]) => request.headers.get("X-Isogloss-Asker"));
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(second).toBe(first);
});

test("a refusal keeps its words, its field and its details", async () => {
  server.mockImplementation(async () =>
    answer(422, {
      error: {
        code: "unknown_address",
        message: "mini has layers 0 to 5.",
        hint: "Did you mean mlp_act.5.12?",
        field: "unit",
        details: { nearest: "mlp_act.5.12" },
      },
    }),
  );
  const error = await models().catch((e: unknown) => e as ApiError);
  expect(error).toMatchObject({
    status: 422,
    code: "unknown_address",
    field: "unit",
    details: { nearest: "mlp_act.5.12" },
    passing: false,
  });
});

test("a failure without words of its own still says something", async () => {
  server.mockImplementation(async () => answer(500, "<html>"));
  await expect(models()).rejects.toMatchObject({ status: 500, message: "The server failed (500)." });
});

test("a server that does not answer is named as such, and may be asked again", async () => {
  server.mockRejectedValue(new TypeError("Failed to fetch"));
  await expect(models()).rejects.toMatchObject({ code: "unreachable", passing: true });
});

test("lists in a query repeat their name, and what is absent is left out", async () => {
  server.mockImplementation(async () => answer(200, {}));
  await take(
    api.GET("/api/corpora/{id}/sentences", { params: { path: { id: "c" }, query: { language: ["en", "zh-Hans"], concept: undefined } } }),
  );
  expect(server.mock.calls.at(-1)![0].url).toMatch(/\/api\/corpora\/c\/sentences\?language=en&language=zh-Hans$/);
});

test("inside another page nothing is sent that could act, and reading goes on", async () => {
  server.mockImplementation(async () => answer(200, []));
  const calls = server.mock.calls.length;
  vi.stubGlobal("top", {});
  try {
    await expect(take(api.DELETE("/api/findings/{slug}", { params: { path: { slug: "abc" } } }))).rejects.toMatchObject({ code: "framed" });
    expect(server.mock.calls.length).toBe(calls);
    await models();
    expect(server.mock.calls.length).toBe(calls + 1);
  } finally {
    vi.unstubAllGlobals();
  }
});
