/** In place of a finding or a collection that is not here, was withdrawn, or could not be had. */
import type { ApiError } from "../../api/client";
import { Button, Failed } from "../../ui";
import { Sheet } from "./Sheet";

export function MissingSheet({ error, what, retry }: { error: ApiError; what: "finding" | "collection"; retry: () => void }) {
  if (error.status !== 404 && error.status !== 410) {
    return (
      <Sheet name={what}>
        <Failed
          message={error.message}
          hint={error.hint}
          retry={{ label: "Ask again", run: retry }}
          report={`${error.status} ${error.code}`}
        />
      </Sheet>
    );
  }
  const gone = error.status === 410;
  return (
    <Sheet name={gone ? "Withdrawn" : "Not here"}>
      <div className="page-title missing">
        <h1>{error.message}</h1>
        <p className="lead">
          {gone
            ? `Whoever kept it took it back; what it said is not shown any more. ${error.hint}`
            : `A ${what} is known only to the server it was kept on, and to those that imported it. Look at the address once more: one letter less and it is another.`}
        </p>
        <div className="row">
          <Button look="primary" href="/findings">
            All findings
          </Button>
          <Button href="/runs">All runs</Button>
        </div>
      </div>
    </Sheet>
  );
}
