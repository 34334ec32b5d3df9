/** No page at this address; and what a failed page says when what it names is not here. */
import { useLocation } from "wouter";
import type { ApiError } from "../../api/client";
import { Button, Failed, Page, type Crumb } from "../../ui";

export function NotFound() {
  const [path] = useLocation();
  return (
    <Page
      crumbs={[{ label: "Home", href: "/" }, { label: "Not here" }]}
      name="Not here"
      title="Nothing has this address"
      json={null}
      lead={
        <>
          There is no page at <span className="mono">{path}</span>. A run is known only to the server that computed it.
        </>
      }
    >
      <div className="row">
        <Button look="primary" href="/">
          Home
        </Button>
        <Button href="/runs">All runs</Button>
      </div>
    </Page>
  );
}

/** In place of a page whose content could not be had. */
export function Missing({ error, crumbs, name, retry }: { error: ApiError; crumbs: readonly Crumb[]; name: string; retry: () => void }) {
  return (
    <Page crumbs={crumbs} name={name} title={name}>
      <Failed
        message={error.message}
        hint={error.hint}
        retry={error.passing ? { label: "Ask again", run: retry } : undefined}
        other={{ label: "Home", href: "/" }}
        report={`${error.status} ${error.code}`}
      />
    </Page>
  );
}
