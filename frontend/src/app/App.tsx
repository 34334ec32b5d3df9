/** The app: what every page stands on, and which page an address opens. */
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Route, Switch, useLocation } from "wouter";
import { newQueryClient } from "../api/queries";
import { framed } from "../lib/framed";
import { Boundary, ToastProvider } from "../ui";
import Corpora from "./pages/Corpora";
import Corpus from "./pages/Corpus";
import Findings from "./pages/Findings";
import { Home } from "./pages/Home";
import Model from "./pages/Model";
import Models from "./pages/Models";
import { NotFound } from "./pages/NotFound";
import Runs from "./pages/Runs";
import { useArrival } from "./arrive";
import { KeepingProvider } from "./keeping/Keeping";
import { Shell } from "./Shell";
import { TokenDialog } from "./TokenDialog";

// What draws studies is fetched when it is needed.
const Run = lazy(() => import("./pages/Run"));
const Study = lazy(() => import("./pages/Study"));
const Finding = lazy(() => import("./pages/Finding"));
const Collection = lazy(() => import("./pages/Collection"));
const Embed = lazy(() => import("./pages/Embed"));
const Unit = lazy(() => import("./pages/Unit"));

const BARE = ["/f/:slug", "/c/:slug", "/embed/:slug"];

export function App() {
  const [client] = useState(newQueryClient);
  return (
    <QueryClientProvider client={client}>
      <ToastProvider>
        <KeepingProvider>
          <Everything />
        </KeepingProvider>
        <TokenDialog />
      </ToastProvider>
    </QueryClientProvider>
  );
}

/** Findings and collections are pages for a footnote: they stand without the rail. */
function Everything() {
  useArrival();
  if (framed()) return <Framed />;
  return (
    <Switch>
      {BARE.map((path) => (
        <Route key={path} path={path}>
          <Guarded />
        </Route>
      ))}
      <Route>
        <Shell>
          <Guarded />
        </Shell>
      </Route>
    </Switch>
  );
}

/** Inside another page a finding is shown, and nothing else. */
function Framed() {
  return (
    <Switch>
      <Route path="/embed/:slug">
        <Guarded />
      </Route>
      <Route>
        <main id="content">
          <p>
            <a href={window.location.href} target="_blank" rel="noopener">
              Open this page of Isogloss
            </a>
          </p>
        </main>
      </Route>
    </Switch>
  );
}

/** A page that cannot be fetched (the server was updated meanwhile) or drawn leaves the rail in place. */
function Guarded() {
  const [path] = useLocation();
  return (
    <Boundary
      page
      until={path}
      what="This page"
      hint="The server may have been updated meanwhile; loading it anew then helps."
      again={{ label: "Load the page anew", run: () => window.location.reload() }}
    >
      <Suspense fallback={<main aria-busy="true" />}>
        <Pages />
      </Suspense>
    </Boundary>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/">
        <Home />
      </Route>
      <Route path="/models">
        <Models />
      </Route>
      <Route path="/models/:id">{({ id }) => <Model key={id} id={decodeURIComponent(id)} />}</Route>
      <Route path="/corpora">
        <Corpora />
      </Route>
      <Route path="/corpora/:id">{({ id }) => <Corpus key={id} id={decodeURIComponent(id)} />}</Route>
      <Route path="/findings">
        <Findings />
      </Route>
      <Route path="/f/:slug">{({ slug }) => <Finding key={slug} slug={slug} />}</Route>
      <Route path="/embed/:slug">{({ slug }) => <Embed key={slug} slug={slug} />}</Route>
      <Route path="/c/:slug">{({ slug }) => <Collection key={slug} slug={slug} />}</Route>
      <Route path="/runs">
        <Runs />
      </Route>
      <Route path="/runs/:key">{({ key }) => <Run key={key} id={key} />}</Route>
      <Route path="/runs/:key/units/:unit">{({ key, unit }) => <Unit run={key} unit={decodeURIComponent(unit)} />}</Route>
      <Route path="/studies/:slug">{({ slug }) => <Study key={slug} slug={slug} />}</Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
