/**
 * A finding or a collection in one file that opens from a disk: the same pages, drawn from what is written in the file.
 * Nothing is asked of any server, and nothing that would need one is offered.
 */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../ui/tokens.css";
import "../ui/base.css";
import type { Collection, Finding } from "../api/types";
import { dateTime } from "../lib/format";
import { setTheme, themeChoice } from "../lib/preferences";
import { Boundary, SavedContext, ToastProvider } from "../ui";
import CollectionPage from "./pages/Collection";
import FindingPage from "./pages/Finding";

/** What `findings/sharing/standalone.py` writes into the file. */
export interface Content {
  collection: Collection | null;
  finding: string | null;
  findings: Record<string, Finding>;
  /** By slug and number: `k7m2q9/0`. */
  figures: Record<string, unknown>;
}

/** Answers to all that the pages ask: they are there before anything is asked, and never grow old. */
export function filled({ collection, findings, figures }: Content): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: Infinity,
        retry: false,
        refetchOnMount: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: "always",
      },
    },
  });
  client.setQueryData(["about"], { access: "read-only" });
  client.setQueryData(["collections"], []);
  client.setQueryData(["studies"], []);
  if (collection) client.setQueryData(["collection", collection.slug], collection);
  for (const [slug, finding] of Object.entries(findings)) client.setQueryData(["finding", slug], finding);
  for (const [name, figure] of Object.entries(figures)) {
    const at = name.lastIndexOf("/");
    client.setQueryData(["finding-figure", name.slice(0, at), Number(name.slice(at + 1))], figure);
  }
  return client;
}

/** The server it came from, as the addresses in it say. */
export function baseOf({ collection, findings }: Content): string {
  const url = collection?.url ?? Object.values(findings)[0]?.cite.url ?? "";
  return url.replace(/\/[fc]\/[^/]*$/, "");
}

/** Where it was saved from, and whether its numbers were then what had been kept. */
export function savedFrom({ collection, finding, findings }: Content): string {
  const all = Object.values(findings);
  const url = collection?.url ?? (finding ? findings[finding]?.cite.url : undefined) ?? "";
  const at = dateTime(
    all
      .map(({ verified }) => verified.at)
      .sort()
      .at(-1),
  );
  const wrong = all.filter(({ verified }) => verified.state === "differs").length;
  const unpinned = all.filter(({ verified }) => verified.state === "unpinned").length;
  const then =
    wrong > 0
      ? `${wrong} of ${all.length} did not match what was kept, then`
      : all.length === 0
        ? "It holds no findings"
        : unpinned === all.length
          ? "It came without digests to compare"
          : `Its digests matched then${unpinned > 0 ? `, except ${unpinned} that came without any` : ""}`;
  return `Saved from ${url}${all.length > 0 ? ` on ${at}` : ""}. ${then}.`;
}

export function Standalone({ content }: { content: Content }) {
  return (
    <QueryClientProvider client={filled(content)}>
      <SavedContext.Provider value={{ base: baseOf(content) }}>
        <ToastProvider>
          <Boundary page what="This file">
            <p className="saved-from caption">{savedFrom(content)}</p>
            {content.collection ? <CollectionPage slug={content.collection.slug} /> : <FindingPage slug={content.finding ?? ""} />}
          </Boundary>
        </ToastProvider>
      </SavedContext.Provider>
    </QueryClientProvider>
  );
}

/** Reads the file's own content and draws it. */
export function draw() {
  setTheme(themeChoice());
  const content = JSON.parse(document.getElementById("content")!.textContent!) as Content;
  // The pages' main part is called that too.
  document.getElementById("content")!.removeAttribute("id");
  createRoot(document.getElementById("root")!).render(
    <StrictMode>
      <Standalone content={content} />
    </StrictMode>,
  );
}
