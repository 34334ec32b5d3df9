"""Importing a corpus: read everything, join it, then write it in one transaction, or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from isogloss.corpora.concepts import concept_set_row
from isogloss.corpora.hub import Fetched, fetch_dataset, is_dataset_id
from isogloss.corpora.joining import Joined, check_shared, join
from isogloss.corpora.languages import Languages
from isogloss.corpora.licences import licence_of
from isogloss.corpora.plain_lines import read_flores
from isogloss.corpora.record import Record
from isogloss.corpora.rows import read_csv, read_jsonl, read_tsv
from isogloss.corpora.slugs import checked_slug, checked_title, slug_of
from isogloss.corpora.sources import LIMITS, Limits, Reader, SourceFile, find_files
from isogloss.corpora.tables import CorpusRow, SentenceRow
from isogloss.corpora.treebank import read_treebank
from isogloss.store.open import AnyStore
from isogloss.vocabulary.digest import canonical_json
from isogloss.vocabulary.errors import Conflict
from isogloss.vocabulary.given_path import given_path
from isogloss.vocabulary.hub_access import HubAccess
from isogloss.vocabulary.visible import on_one_line

READERS = {"conllu": read_treebank, "tsv": read_tsv, "csv": read_csv, "jsonl": read_jsonl, "flores": read_flores}

#: (done, total, label): how far an import is; raising from it stops the import with nothing written.
Progress = Callable[[float, float, str], None]

_ROWS_AT_ONCE = 500


def import_corpus(
    store: AnyStore,
    source: str | Path,
    *,
    format: str = "auto",
    id: str | None = None,
    name: str | None = None,
    licence: str | None = None,
    languages: Sequence[str] | None = None,
    progress: Progress | None = None,
    hub: HubAccess = HubAccess(),
    limits: Limits = LIMITS,
) -> CorpusRow:
    """Import a file, a folder or a dataset of a hub; returns the corpus's row.

    ``languages`` keeps only these; an entry ``file=language`` says what a file holds. A column ``category`` also
    becomes the concept set ``<id>-topics``. Importing the same content under the same id again changes nothing. Raises
    Refused (naming file and line for what is broken), TooLarge, NotFound, Conflict when the id holds other content.
    """
    progress = progress or (lambda done, total, label: None)
    asked = Languages(languages)
    found = _find(source, hub, wanted=format, languages=asked, progress=progress, limits=limits)
    id = checked_slug(id or slug_of(name or found.title))
    licence = licence_of(found.folder, found.files, licence)
    read = READERS[found.kind](Reader(limits), found.files, asked)
    joined = join(_counted(read, len(found.files), progress), limits)
    asked.check_found(joined.counts)
    check_shared(joined)
    row = _row(joined, id=id, name=checked_title(name or id), kind=found.kind, licence=licence, source=found.origin)
    row.note = " ".join([*asked.said, row.note])
    return _write(store, row, joined, len(found.files), progress)


def import_records(
    store: AnyStore,
    records: Iterable[Record],
    *,
    id: str,
    name: str,
    kind: str,
    licence: str,
    source: str,
    note: str = "",
    limits: Limits = LIMITS,
) -> CorpusRow:
    """Import sentences that no file holds, such as those we write ourselves; ``note`` goes before what joining remarks.

    Importing the same content under the same id again changes nothing; raises as :func:`import_corpus` does.
    """
    joined = join(records, limits)
    row = _row(joined, id=checked_slug(id), name=checked_title(name), kind=kind, licence=licence, source=source)
    row.note = f"{note} {joined.note}".strip()
    return _write(store, row, joined, 0, lambda done, total, label: None)


def _row(joined: Joined, *, id: str, name: str, kind: str, licence: str, source: str) -> CorpusRow:
    return CorpusRow(
        id=id,
        name=name,
        kind=kind,
        licence=licence,
        digest=joined.digest,
        source=source,
        languages=list(joined.languages),
        counts=joined.counts,
        n_ids=len(joined.ids),
        n_complete=joined.n_complete,
        n_documents=joined.n_documents,
        has_documents=joined.document_rule != "own",
        document_rule=joined.document_rule,
        note=joined.note,
    )


def _find(
    source: str | Path, hub: HubAccess, *, wanted: str, languages: Languages, progress: Progress, limits: Limits
) -> Fetched:
    """The files of a source on this machine, or else of a dataset of that name on the hub."""
    path = given_path(source)
    if not path.exists() and isinstance(source, str) and is_dataset_id(source):
        return fetch_dataset(hub, source, wanted=wanted, languages=languages, progress=progress, limits=limits)
    kind, files = find_files(path, wanted, limits)
    return Fetched(kind, files, path, on_one_line(str(path)), SourceFile(path, path.name).stem)


def _counted(records: Iterator[Record], n_files: int, progress: Progress) -> Iterator[Record]:
    """The records as they come, telling progress file by file; the last file is followed by writing."""
    seen: dict[str, None] = {}
    for i, record in enumerate(records):
        if record.where.file not in seen or i % 5_000 == 0:
            seen[record.where.file] = None
            progress(len(seen) - 1, n_files + 1, f"reading {record.where.file}")
        yield record


def _write(store: AnyStore, row: CorpusRow, joined: Joined, n_files: int, progress: Progress) -> CorpusRow:
    """Everything in one transaction, kept short: on SQLite nobody else writes meanwhile."""
    sentences = [_sentence(row.id, record) for record in joined.records]
    try:
        with store.app.session() as session:
            known = session.get(CorpusRow, row.id)
            if known is not None:
                return _same(known, row)
            session.add(row)
            session.flush()
            for start in range(0, len(sentences), _ROWS_AT_ONCE):
                progress(n_files + start / len(sentences), n_files + 1, "writing sentences")
                session.execute(insert(SentenceRow), sentences[start : start + _ROWS_AT_ONCE])
            if joined.topics:
                session.add(
                    concept_set_row(
                        id=f"{row.id}-topics",
                        corpus_id=row.id,
                        name=f"{row.name}: topics",
                        licence=row.licence,
                        source=row.source,
                        concepts=joined.topics,
                    )
                )
    except IntegrityError as error:
        with store.app.session() as session:
            known = session.get(CorpusRow, row.id)
        if known is None:
            raise Conflict(
                "name_taken", f"The name {row.id}-topics is taken by another concept set.", hint="Choose another --id."
            ) from error
        return _same(known, row)
    return row


def _same(known: CorpusRow, row: CorpusRow) -> CorpusRow:
    """The corpus that is there already, if its content is the one that was read."""
    if known.digest == row.digest:
        return known
    raise Conflict(
        "corpus_exists",
        f"There is a corpus {row.id} already, with other content; it was kept.",
        hint="Choose another id with --id.",
        field="id",
    )


def _sentence(corpus_id: str, record: Record) -> dict[str, object]:
    return {
        "corpus_id": corpus_id,
        "language": record.language,
        "item_id": record.id,
        "text": record.text,
        "document": record.document,
        "split": record.split,
        "tokens": None if record.tokens is None else canonical_json(record.tokens).decode(),
    }
