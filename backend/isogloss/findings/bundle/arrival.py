"""What a bundle meets in this installation: what is here already, what is new, and what stands in its way."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from isogloss.corpora.parallel import read_corpus
from isogloss.corpora.tables import ConceptSetRow, CorpusRow, IdSetRow
from isogloss.findings.bundle.checks.text import check_ids
from isogloss.findings.bundle.checks.whole import Checked
from isogloss.findings.bundle.format import BundledCorpus, BundledRun
from isogloss.findings.tables import FindingRow
from isogloss.runs.rows.tables import RunRow, find_run
from isogloss.vocabulary.errors import Conflict, Refused


@dataclass
class Arrival:
    """``new`` runs are not here; ``again`` ended here without a result; ``fuller`` are here, with less than this one.
    ``belongings`` are what its finding keeps, where that is new here.

    ``warnings`` say where this installation keeps a result of its own.
    """

    new: list[BundledRun] = field(default_factory=list)
    again: list[tuple[RunRow, BundledRun]] = field(default_factory=list)
    fuller: list[tuple[RunRow, BundledRun]] = field(default_factory=list)
    known: int = 0
    belongings: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def artifacts(self) -> dict[str, str]:
        """Digest and kind of everything that has to be stored for it."""
        runs = [*self.new, *(run for _, run in (*self.again, *self.fuller))]
        return {kept.sha256: kept.kind for run in runs for kept in run.kept.values()} | self.belongings


def compare(session: Session, checked: Checked) -> Arrival:
    """Look at what is here. Raises Conflict for another thing under the same name, Refused for a corpus not here."""
    for corpus in checked.corpora.values():
        _compare_corpus(session, corpus)
    finding = session.get(FindingRow, checked.manifest.slug)
    if finding is not None and sorted(finding.roots) != sorted(checked.manifest.roots):
        raise Conflict(
            "finding_exists", f"There is another finding {finding.slug} here: “{finding.title}”.", field="file"
        )
    arrival = Arrival(belongings={} if finding is not None else checked.belongings)
    if finding is not None and finding.withdrawn_at is not None:
        arrival.warnings.append(f"The finding {finding.slug} was withdrawn here, and stays so.")
    for run in sorted(checked.runs.values(), key=lambda run: (run.created, run.key)):
        _compare_run(arrival, find_run(session, run.key), run)
    return arrival


def _compare_run(arrival: Arrival, here: RunRow | None, run: BundledRun) -> None:
    if here is None:
        arrival.new.append(run)
    elif here.status in ("queued", "running") and run.status == "done":
        raise Conflict(
            "run_under_way",
            f"The run {run.key} is {here.status} here. Nothing was imported.",
            hint="Wait until it has ended, or cancel it, then import the bundle.",
            field="file",
        )
    elif here.status != "done" and run.status == "done":
        arrival.again.append((here, run))
    else:
        arrival.known += 1
        _compare_results(arrival, here, run)


def _compare_results(arrival: Arrival, here: RunRow, run: BundledRun) -> None:
    """The first stored result stands; one that lacks what a bundle left out can still gain it."""
    if run.status != "done" or here.status != "done":
        return
    if here.result_digest != run.result_digest:
        versions = f"{_version(run.provenance)} there, {_version(here.provenance)} here"
        arrival.warnings.append(
            f"The run {run.key} is here already with another result, which stays (computed with Isogloss {versions})."
        )
    elif (here.provenance or {}).get("imported", {}).get("left_out"):
        arrival.fuller.append((here, run))


def _version(provenance: object) -> str:
    return str(provenance.get("isogloss", "unknown")) if isinstance(provenance, dict) else "unknown"


def _compare_corpus(session: Session, corpus: BundledCorpus) -> None:
    here = session.get(CorpusRow, corpus.id)
    if here is None and corpus.text != "here":
        raise Refused(
            "corpus_missing",
            f"The bundle does not bring the text of the corpus {corpus.id}, and it is not here. Nothing was imported.",
            hint=f"Import that corpus first, under this id; its digest is {corpus.digest}.",
            field="file",
        )
    if here is not None and here.digest != corpus.digest:
        raise _taken(f"a corpus {corpus.id}")
    for found in corpus.concept_sets:
        same = session.get(ConceptSetRow, found.id)
        if same is not None and (same.digest, same.corpus_id) != (found.digest, corpus.id):
            raise _taken(f"a concept set {found.id}")
    for ids in corpus.id_sets:
        named = session.get(IdSetRow, (corpus.id, ids.name))
        if named is not None and named.digest != ids.digest:
            raise _taken(f"an id set {ids.name} of the corpus {corpus.id}")


def _taken(what: str) -> Conflict:
    return Conflict(
        "name_taken",
        f"There is {what} here with other content; it was kept, and nothing was imported.",
        hint="Import the bundle into another installation: ISOGLOSS_HOME=FOLDER isogloss import FILE.",
        field="file",
    )


def check_sets(session: Session, checked: Checked) -> None:
    """Raises Refused where concept or id sets name what a corpus that was here before does not have."""
    for id, corpus in checked.corpora.items():
        if id not in checked.text and (corpus.concept_sets or corpus.id_sets):
            check_ids(corpus, read_corpus(session, id).ids)
