/** Whether what is stored is what was kept, in words: looked at in the last minutes, or when the page was opened. */
import { useWholeCheck } from "../../api/queries";
import type { Verified } from "../../api/types";
import { count, dateTime, plural } from "../../lib/format";
import { Button, Icon, Term, useSaved } from "../../ui";

export function Digests({ slug, verified }: { slug: string; verified: Verified }) {
  const saved = useSaved();
  const at = dateTime(verified.at);
  if (verified.state === "differs") return <Differs slug={slug} verified={verified} />;
  if (verified.state === "unpinned") {
    return (
      <p className="digests">
        It came with a bundle that brought no digests. Whether its numbers are those that were kept then cannot be told.
      </p>
    );
  }
  return (
    <div className="digests good">
      <Icon name="check" />
      <div>
        <p>
          {verified.cut ? (
            `${count(verified.checked)} of ${count(verified.of)} stored parts looked at; all of them match.`
          ) : (
            <>
              All {count(verified.of)} stored parts match their <Term of="digest">digests</Term>.
            </>
          )}{" "}
          {saved ? `Checked when this file was saved, ${at}.` : `Checked ${at}.`}
        </p>
        {!saved && <LookAtAll slug={slug} verified={verified} />}
      </div>
    </div>
  );
}

function LookAtAll({ slug, verified }: { slug: string; verified: Verified }) {
  const check = useWholeCheck(slug);
  return (
    <div className="row no-print">
      <Button icon="retry" busy={check.isPending} onClick={() => check.mutate(null)}>
        {check.isPending ? "Looking" : `Look at all ${count(verified.of)}`}
      </Button>
      {check.error && (
        <span className="refusal" role="alert">
          {check.error.message} {check.error.hint}
        </span>
      )}
    </div>
  );
}

/** Stays: nobody should take these numbers for those that were kept. */
function Differs({ slug, verified }: { slug: string; verified: Verified }) {
  const saved = useSaved();
  return (
    <div className="failure" role="alert">
      <p>
        <b>What is stored is not what was kept.</b> {plural(verified.n_wrong, "part")}{" "}
        {verified.n_wrong === 1 ? "differs or is" : "differ or are"} gone; {count(verified.checked)} of {count(verified.of)} looked at,{" "}
        {dateTime(verified.at)}.
      </p>
      <ul className="wrong-parts">
        {verified.wrong.map((name) => (
          <li key={name}>{partInWords(name)}</li>
        ))}
      </ul>
      <p>
        Do not cite it from here. A bundle of it that was saved earlier still holds what was kept, and says so when it is imported
        elsewhere.
      </p>
      {verified.cut && !saved && <LookAtAll slug={slug} verified={verified} />}
    </div>
  );
}

/** "figure/overlap_matrix, run 3f9c11d0": a part is named as it is stored; rows of scores have no name of their own. */
export function partInWords(name: string): string {
  const [part = "", ...rest] = name.split(", ");
  const words =
    part === "scores"
      ? "scores of its units"
      : part
          .replace(/^[0-9a-f]{16,}\//, "")
          .replace("figure/", "figure ")
          .replaceAll("_", " ");
  return [words, ...rest].join(", ");
}

/** One line, where there is no room for more. */
export function digestsInShort({ state, cut, checked, of }: Verified): { text: string; look: "good" | "bad" | "quiet" } {
  if (state === "differs") return { text: "differs from what was kept", look: "bad" };
  if (state === "unpinned") return { text: "came without digests", look: "quiet" };
  return { text: cut ? `${count(checked)} of ${count(of)} digests match` : "matches its digests", look: "good" };
}
