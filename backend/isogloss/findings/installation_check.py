"""Checking a whole installation: everything that has a digest is hashed anew, everything that is named is looked for.

Nothing is written, and no more than one artifact, one run or one corpus is in memory at a time. What an artifact, a
corpus, a run or a finding must be is asked of the code that makes it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson
from sqlalchemy import select

from isogloss.corpora.concepts import in_order
from isogloss.corpora.joining import digest_of_records
from isogloss.corpora.record import Record, Where
from isogloss.corpora.tables import ConceptSetRow, CorpusRow, IdSetRow, SentenceRow
from isogloss.findings.bundle.checks.run import made_key
from isogloss.findings.standing.dependents import Broken
from isogloss.findings.standing.pinning import Damaged, Good, read_pins, verify
from isogloss.findings.tables import CollectionRow, FindingRow
from isogloss.runs.rows.tables import RunArtifactRow, RunRow, children_of, find_run
from isogloss.store.open import Store
from isogloss.vocabulary.digest import digest_bytes, digest_of
from isogloss.vocabulary.errors import IsoglossError, NotFound
from isogloss.vocabulary.progress import Tell

RESTORE = "Restore a backup into a new home"
_AGAIN = f"{RESTORE}, import a bundle that holds it, or ask for the run in a new installation."
#: What a run never lets go of, whatever its study: the rest may have been cleared from the cache.
_LASTS = re.compile(r"(^|/)(result$|figure/)")


@dataclass
class Looked:
    """How much was looked at, what of it was ``good``, and how many arrays of finished runs were ``cleared`` away."""

    counts: dict[str, int] = field(default_factory=dict)
    good: Good = field(default_factory=Good)
    cleared: int = 0

    def count(self, what: str) -> None:
        """One more."""
        self.counts[what] = self.counts.get(what, 0) + 1


def faults(store: Store, looked: Looked, tell: Tell) -> Iterator[Broken]:
    """Everything that is broken, as it is found."""
    # A reading is no use: nothing is to be written.
    store.artifacts.touch_s = 1e9
    for what, part in (("artifacts", _artifacts), ("corpora", _corpora), ("runs", _runs), ("findings", _findings)):
        try:
            yield from part(store, looked, tell)
        except (ValueError, TypeError, KeyError) as error:
            yield Broken(f"rows of {what}", f"One of them cannot be read ({type(error).__name__}).", f"{RESTORE}.")
        except IsoglossError as error:
            if error.code != "broken_database":
                raise
            yield Broken(f"tables of {what}", error.message, f"{RESTORE}.")


def _artifacts(store: Store, looked: Looked, tell: Tell) -> Iterator[Broken]:
    total, done = store.artifacts.used_bytes(evictable=False) + store.artifacts.used_bytes(evictable=True), 0
    for listed in store.artifacts.listed():
        done += listed.stored_bytes
        tell(done, max(total, done), "artifacts")
        looked.count("artifacts")
        why = _why_not(store, listed.digest)
        if why is None:
            looked.good.add(listed.digest)
        else:
            yield Broken(f"artifact {listed.digest[:12]} ({listed.kind})", why, _AGAIN, digest=listed.digest)


def _why_not(store: Store, digest: str) -> str | None:
    """Why an artifact is not what its digest says; None where it is, or went away meanwhile."""
    try:
        found = digest_bytes(store.artifacts.get(digest))
    except NotFound:
        # Listed, and nothing of it is there: chunks were lost. Evicted since: its row is gone too.
        return "Nothing of its content is there." if store.artifacts.exists(digest) else None
    except IsoglossError as error:
        if error.code not in ("damaged_artifact", "broken_database"):
            raise
        return error.message
    return None if found == digest else f"Its content is that of another digest, {found[:12]}."


def _corpora(store: Store, looked: Looked, tell: Tell) -> Iterator[Broken]:
    with store.app.session() as session:
        corpora = session.execute(select(CorpusRow.id, CorpusRow.digest)).all()
        other, hint = "It is not the one of its digest.", f"{RESTORE}."
        sets = [
            (
                Broken(f"concept set {row.id}", other, hint, concept_set=row.id),
                digest_of(in_order(row.concepts)) == row.digest,
            )
            for row in session.scalars(select(ConceptSetRow))
        ]
        sets += [
            (
                Broken(f"id set {row.name} of {row.corpus_id}", other, hint, corpus=row.corpus_id, id_set=row.name),
                digest_of(sorted(row.ids)) == row.digest,
            )
            for row in session.scalars(select(IdSetRow))
        ]
    for number, (corpus, digest) in enumerate(corpora):
        tell(number, len(corpora), f"corpus {corpus}")
        looked.count("corpora")
        if _text_digest(store, corpus) != digest:
            why = "Its sentences are not those of its digest."
            yield Broken(f"corpus {corpus}", why, f"{RESTORE}, or import it again there.", corpus=corpus)
    for fault, same in sets:
        looked.count("sets of concepts and ids")
        if not same:
            yield fault


def _text_digest(store: Store, corpus: str) -> str | None:
    """The digest of the sentences as they are stored; None where some cannot even be read."""
    row = SentenceRow
    query = select(row.item_id, row.language, row.text, row.document, row.split, row.tokens)
    nowhere = Where(corpus, 0)
    try:
        with store.app.session() as session:
            return digest_of_records(
                # What is digested is JSON, in which a token and the list of its fields are one.
                Record(id, language, text, nowhere, document, split, tokens=orjson.loads(tokens) if tokens else None)
                for id, language, text, document, split, tokens in session.execute(query.where(row.corpus_id == corpus))
            )
    except (ValueError, TypeError):
        return None


def _runs(store: Store, looked: Looked, tell: Tell) -> Iterator[Broken]:
    with store.app.session() as session:
        keys = session.scalars(select(RunRow.key).order_by(RunRow.id)).all()
    for number, key in enumerate(keys):
        tell(number, len(keys), "runs")
        looked.count("runs")
        for why in _run_faults(store, looked, key):
            yield Broken(f"run {key}", why, _AGAIN, run=key)


def _run_faults(store: Store, looked: Looked, key: str) -> Iterator[str]:
    try:
        with store.app.session() as session:
            run = find_run(session, key)
            if run is None:
                return
            children = [child.key for _, child in children_of(session, run.id)]
            upstream = [of for of in (run.inputs or {}).get("upstream", ()) if find_run(session, of) is None]
            query = select(RunArtifactRow.name, RunArtifactRow.digest).where(RunArtifactRow.run_id == run.id)
            kept = session.execute(query).all()
    except (ValueError, TypeError, KeyError) as error:
        yield f"Its row cannot be read ({type(error).__name__})."
        return
    except IsoglossError as error:
        if error.code != "broken_database":
            raise
        yield "Its row cannot be read."
        return
    if run.kind != "intake" and made_key(run, children) != run.key:
        yield "Its params and inputs are not those of its key."
    for other in upstream:
        yield f"It builds on run {other}, which is not there."
    if run.status != "done":
        return
    gone = [row for row in kept if row.digest not in looked.good and not store.artifacts.exists(row.digest)]
    lost = [row.name for row in gone if _LASTS.search(row.name)]
    if run.result_digest and run.result_digest not in {row.digest for row in kept}:
        lost.append("result")
    looked.cleared += len(gone) - len([row for row in gone if _LASTS.search(row.name)])
    if lost:
        yield f"It has lost what it kept: {', '.join(sorted(lost)[:5])}."


def _findings(store: Store, looked: Looked, tell: Tell) -> Iterator[Broken]:
    with store.app.session() as session:
        here = set(session.scalars(select(FindingRow.slug)))
        rows = session.scalars(select(FindingRow).where(FindingRow.withdrawn_at.is_(None))).all()
        collections = session.scalars(select(CollectionRow).where(CollectionRow.withdrawn_at.is_(None))).all()
    for number, row in enumerate(rows):
        tell(number, len(rows), f"finding {row.slug}")
        looked.count("findings")
        if why := _finding_fault(store, looked, row):
            yield Broken(f"finding {row.slug}", why, f"{RESTORE}, or import a bundle of it.", finding=row.slug)
    for collection in collections:
        missing = [item["finding"] for item in collection.items if item.get("finding", None) not in {None, *here}]
        if missing:
            why = f"It names findings that are not there: {', '.join(missing[:5])}."
            yield Broken(f"collection {collection.slug}", why, f"{RESTORE}.")


def _finding_fault(store: Store, looked: Looked, row: FindingRow) -> str | None:
    if row.picture and row.picture not in looked.good:
        return "Its picture is gone or damaged."
    if any(figure["sha256"] not in looked.good for figure in row.figures):
        return "A figure it shows is gone or damaged."
    try:
        verified = verify(store, read_pins(store, row.pins), (), whole=True, good=looked.good)
    except Damaged as error:
        return error.message
    if verified.state != "differs":
        with store.app.session() as session:
            missing = [key for key in row.roots if find_run(session, key) is None]
        return f"It is about runs that are not there: {', '.join(missing[:5])}." if missing else None
    return f"{verified.n_wrong} of {verified.of} are not what was kept: {'; '.join(verified.wrong[:5])}."
