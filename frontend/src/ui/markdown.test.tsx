import { render, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { Markdown, SavedContext } from ".";
import { shallow } from "./Markdown";
import MarkdownBody, { allowed } from "./MarkdownBody";

const shown = (text: string, under = 1) => render(<MarkdownBody text={text} under={under} />).container;

describe("Markdown that somebody else wrote", () => {
  test("is no markup: tags are words", () => {
    const at = shown(
      "before <script>alert(1)</script> <img src=x onerror=alert(1)> <b onclick=x>bold</b>\n\n<iframe src=/x></iframe>\n\n<style>*{}</style>",
    );
    expect(at.querySelector("script, img, iframe, style, b, [onclick], [onerror]")).toBeNull();
    expect(at.textContent).toContain("<script>alert(1)</script>");
    expect(at.textContent).toContain("<iframe src=/x></iframe>");
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//elsewhere.test/x",
    "relative",
    "blob:x",
    "&#106;avascript:alert(1)",
    "java\nscript:alert(1)",
  ])("links nowhere by %s", (url) => {
    expect(shown(`[words](<${url.replace("\n", "")}>)`).querySelector("a")).toBeNull();
    expect(allowed(url)).toBe("");
  });
  test("links nowhere by a path that a browser would read as a host", () => {
    expect(allowed("/\\elsewhere.test")).toBe("");
    expect(shown("[words](</\\elsewhere.test>)").querySelector("a")!.host).toBe(location.host);
  });

  test("links to the web, to mail and to pages of this installation, in a tab of their own that knows nothing of this one", () => {
    for (const url of ["https://example.test/a", "mailto:a@example.test", "/runs/abc?at=step8"]) {
      const link = shown(`[words](${url})`).querySelector("a")!;
      expect([link.getAttribute("href"), link.target, link.rel]).toEqual([url, "_blank", "noopener noreferrer nofollow"]);
    }
  });

  test("in a saved file links to pages of the installation it came from", () => {
    const { container } = render(
      <SavedContext.Provider value={{ base: "http://lab.test" }}>
        <MarkdownBody text="[a](/runs/x)" under={1} />
      </SavedContext.Provider>,
    );
    expect(container.querySelector("a")!.href).toBe("http://lab.test/runs/x");
  });

  test("fetches no picture: its words and its address stand there", () => {
    const at = shown("![a plot](http://elsewhere.test/track.png)");
    expect(at.querySelector("img")).toBeNull();
    expect(at.textContent).toBe("[picture: a plot, http://elsewhere.test/track.png]");
  });

  test("cannot turn the direction of what follows, not even by a number", () => {
    const { container } = render(<Markdown text={"safe\u202egnp.exe &#x202e;turned `\u202dcode`"} />);
    return waitFor(() => {
      expect(container.querySelector(".markdown > p[dir=auto]:not(.plain)")).not.toBeNull();
      expect(container.textContent).not.toMatch(/[\u202a-\u202e]/);
    });
  });

  test("has headings below the page's own, and blocks that have their own direction", () => {
    expect([...shown("# a\n\n## b\n\n###### c").querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => h.tagName)).toEqual(["H2", "H3", "H6"]);
    expect(shown("# a", 2).querySelector("h3")).not.toBeNull();
    const dirs = [...shown("a\n\n- وبرق\n\n> b").querySelectorAll("p, li, blockquote")].map((e) => e.getAttribute("dir"));
    expect(new Set(dirs)).toEqual(new Set(["auto"]));
  });
});

describe("Markdown that would drown a browser", () => {
  const cases: Record<string, string> = {
    "a megabyte": "word ".repeat(200_000),
    "ten thousand lists in each other": "- ".repeat(10_000) + "x",
    "ten thousand quotes in each other": ">".repeat(10_000) + "x",
    "numbered lists in each other": "1. ".repeat(6_000) + "x",
    brackets: "[".repeat(20_000),
    "links in links": "[a](".repeat(5_000),
    stars: "*a **b ".repeat(3_000),
    "stars that close": "*".repeat(9_999) + "a" + "*".repeat(9_999),
    "stars one in another": "*a ".repeat(150) + "a* ".repeat(150),
    "underlines one in another": "_a ".repeat(3_000) + "a_ ".repeat(3_000),
    "stars over many paragraphs": ("*".repeat(140) + "a" + "*".repeat(140) + "\n\n").repeat(70),
    ticks: Array.from({ length: 190 }, (_, i) => "`".repeat(i + 1)).join(" "),
    "lists one below the other": Array.from({ length: 140 }, (_, i) => `${" ".repeat(2 * i)}- x`).join("\n"),
    entities: "&amp;".repeat(4_000),
    tags: "<a ".repeat(6_000),
  };
  test.each(Object.entries(cases))("%s", async (_, text) => {
    // Of processor time: on a busy machine all takes longer, and nothing is wrong.
    const began = process.cpuUsage();
    const { container } = render(<Markdown text={text} />);
    await waitFor(() => expect(container.querySelector(".markdown > :not(.plain):not(.cut-note), .markdown > .plain")).not.toBeNull());
    await new Promise((done) => setTimeout(done, 20));
    expect(container.textContent!.length).toBeGreaterThan(0);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1_000).toBeLessThan(4_000);
  });

  test("says that it was cut", () => {
    expect(render(<Markdown text={"x".repeat(30_000)} />).container.textContent).toContain("20,000 of 30,000 characters");
  });

  test("keeps what people write as it is", () => {
    const text = "- a\n  - b\n\n> - 1. quoted\n\n* * *\n\n-- no list";
    expect(shallow(text)).toBe(text);
    expect(shallow("- ".repeat(12) + "x")).toContain("\\-");
  });
});
