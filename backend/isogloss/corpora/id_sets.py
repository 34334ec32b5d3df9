"""Id sets: named choices of a corpus's ids, such as those a model was not trained on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from isogloss.corpora.jsonfile import read_json
from isogloss.corpora.slugs import checked_slug
from isogloss.corpora.sources import LIMITS, Limits
from isogloss.corpora.tables import CorpusRow, IdSetRow, SentenceRow
from isogloss.store.open import AnyStore
from isogloss.vocabulary.digest import digest_of
from isogloss.vocabulary.errors import Conflict, NotFound, Refused
from isogloss.vocabulary.given_path import given_path
from isogloss.vocabulary.visible import on_one_line


@dataclass(frozen=True)
class IdSet:
    """A named choice of ids; the digest covers the ids only."""

    name: str
    digest: str
    ids: frozenset[str] = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)


def id_sets_of(session: Session, corpus_id: str) -> Mapping[str, IdSet]:
    """All id sets of a corpus, by name."""
    rows = session.scalars(select(IdSetRow).where(IdSetRow.corpus_id == corpus_id))
    return {row.name: IdSet(row.name, row.digest, frozenset(row.ids)) for row in sorted(rows, key=lambda row: row.name)}


def as_ids(value: object) -> list[str] | None:
    """A JSON list of ids, whole numbers as text; None when it is not one."""
    if not isinstance(value, list):
        return None
    if any(isinstance(item, bool) or not isinstance(item, str | int) for item in value):
        return None
    return [str(item) for item in value]


def check_ids(ids: list[str], known: set[str], corpus: str, what: str) -> None:
    """Raises Refused when an id stands twice in ``ids`` or the corpus does not have it."""
    seen: set[str] = set()
    for item in ids:
        if item in seen:
            raise Refused(
                "duplicate_id", f"In {what} the id “{item[:80]}” stands twice. Nothing was imported.", field="source"
            )
        seen.add(item)
    foreign = [item for item in ids if item not in known]
    if foreign:
        raise Refused(
            "unknown_id",
            f"In {what} {len(foreign):,} of {len(ids):,} ids are not in the corpus {corpus}, first "
            f"“{foreign[0][:80]}”. Nothing was imported.",
            hint="Check that the ids belong to this corpus.",
            field="source",
        )


def import_ids(
    store: AnyStore,
    source: str | Path,
    *,
    corpus: str,
    name: str,
    pointer: str | None = None,
    limits: Limits = LIMITS,
) -> IdSetRow:
    """Name a choice of a corpus's ids: a JSON list, or the list at ``pointer`` in a JSON file.

    ``pointer`` is a key of the file's object, or an RFC 6901 pointer such as ``/text/ids``. Importing the same ids
    again changes nothing. Raises Refused for an empty list and for ids the corpus does not have, NotFound for the
    corpus and the pointer, Conflict when the name holds other ids.
    """
    path = given_path(source)
    ids = as_ids(_at(read_json(path, limits), pointer, path.name))
    if not ids:
        raise Refused(
            "no_ids",
            f"{path.name} holds no list of ids{f' at {pointer}' if pointer else ''}.",
            hint="Give a JSON list of ids, or say where in the file it stands with --pointer.",
            field="pointer" if pointer else "source",
        )
    source = on_one_line(str(path)) + (f"#{pointer}" if pointer else "")
    return keep_ids(store, ids, corpus=corpus, name=name, source=source)


def keep_ids(store: AnyStore, ids: list[str], *, corpus: str, name: str, source: str) -> IdSetRow:
    """Store a choice of a corpus's ids; raises as :func:`import_ids` does."""
    with store.app.session() as session:
        known = _ids_of_corpus(session, corpus)
    check_ids(ids, known, corpus, f"the id set “{name}”")
    content = sorted(ids)
    row = IdSetRow(corpus_id=corpus, name=checked_slug(name), digest=digest_of(content), source=source, ids=content)
    return _write(store, row)


def _ids_of_corpus(session: Session, corpus: str) -> set[str]:
    known = set(session.scalars(select(SentenceRow.item_id).where(SentenceRow.corpus_id == corpus).distinct()))
    if not known:
        others = sorted(session.scalars(select(CorpusRow.id)))
        raise NotFound(
            "unknown_corpus",
            f"There is no corpus “{corpus[:80]}”.",
            hint=f"There are: {', '.join(others[:20])}." if others else "Import one: isogloss corpora add.",
            field="corpus",
        )
    return known


def _at(value: object, pointer: str | None, file: str) -> object:
    """The value a pointer leads to (RFC 6901, or one bare key)."""
    if not pointer:
        return value
    keys = (
        [key.replace("~1", "/").replace("~0", "~") for key in pointer[1:].split("/")]
        if pointer[0] == "/"
        else [pointer]
    )
    for key in keys:
        if isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            known = ", ".join(list(value)[:20]) if isinstance(value, dict) else ""
            raise NotFound(
                "unknown_pointer",
                f"{file} has nothing at “{pointer[:80]}”.",
                hint=f"There it has: {known}." if known else "",
                field="pointer",
            )
    return value


def _write(store: AnyStore, row: IdSetRow) -> IdSetRow:
    key = (row.corpus_id, row.name)
    try:
        with store.app.session() as session:
            known = session.get(IdSetRow, key)
            if known is None:
                session.add(row)
                return row
    except IntegrityError:  # another import was quicker
        with store.app.session() as session:
            known = session.get(IdSetRow, key)
    if known is not None and known.digest == row.digest:
        return known
    raise Conflict(
        "id_set_exists",
        f"The corpus {row.corpus_id} has an id set {row.name} already, with other ids; it was kept.",
        hint="Choose another --name.",
        field="name",
    )
