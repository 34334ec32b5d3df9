/** How the language of a text was told, and how well that goes on text as short. */
import { count, listing, share } from "../lib/format";
import { languagesInOrder, language } from "../lib/languages";
import type { Identifier } from "../api/types";
import { Chip, Panel, Term } from "../ui";

export function IdentifierPanel({ identifier }: { identifier: Identifier }) {
  const codes = languagesInOrder(Object.keys(identifier.accuracy));
  const names = (list: readonly string[]) => listing(list.map((code) => language(code).name));
  return (
    <Panel
      title={
        <>
          How <Term of="language identifier">languages</Term> were told
        </>
      }
    >
      <p className="caption">
        {identifier.why ? (
          `${identifier.name} ${identifier.version}. ${identifier.why}`
        ) : (
          <>
            {identifier.name} {identifier.version}, among {names(identifier.candidates)}
            {identifier.lacks.length > 0 && `; it does not know ${names(identifier.lacks)}`}
            {(identifier.alike ?? []).length > 0 && `; ${names(identifier.alike ?? [])} are one to it, and undetermined`}. Below{" "}
            {share(identifier.threshold)} a text is undetermined.{" "}
            {codes.length === 0
              ? "There was no corpus to measure it on."
              : `Share it tells right${identifier.characters === null ? "" : ` of corpus text cut to the lengths of these texts (half have at most ${count(identifier.characters)} characters)`}:`}
          </>
        )}
      </p>
      {codes.length > 0 && (
        <ul className="row accuracy">
          {codes.map((code) => (
            <li key={code} className="row">
              <Chip code={code} present={codes} share={identifier.accuracy[code]} />{" "}
              <span className="small">n = {count(identifier.n[code])}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
