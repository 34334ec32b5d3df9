/** How to cite it: a sentence, and BibTeX. */
import type { Finding } from "../../api/types";
import { unturned } from "../../lib/keeper";
import { Button, Panel, useToast } from "../../ui";

export function Cite({ cite }: { cite: Finding["cite"] }) {
  const toast = useToast();
  return (
    <Panel title="Cite">
      <p className="citation" dir="auto">
        {unturned(cite.sentence)}
      </p>
      <pre className="bibtex" tabIndex={0} aria-label="BibTeX">
        {unturned(cite.bibtex)}
      </pre>
      <div className="row no-print">
        <Button icon="link" onClick={() => void toast.copy(cite.sentence, "Citation copied.")}>
          Copy sentence
        </Button>
        <Button icon="link" onClick={() => void toast.copy(cite.bibtex, "BibTeX copied.")}>
          Copy BibTeX
        </Button>
      </div>
    </Panel>
  );
}
