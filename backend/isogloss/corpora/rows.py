"""Tables of sentences: TSV (SIB-200), CSV and JSON Lines, in one of three layouts.

* one file per language (named after it) with a column ``text``;
* one row per (id, language), with the columns ``language`` and ``text``;
* one row per id, with a column per language, named by its code.

The id stands in ``item_id``, ``sent_id``, ``index_id`` or ``id``, whichever comes first. Where ``id`` is not needed for
that it is Indonesian. ``document``, ``split`` and ``category`` (or ``topic``) are read where they exist. A column is a
language only where it was declared or can be nothing else: ``columns`` decides.
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from isogloss.corpora.columns import CATEGORY_COLUMNS, ID_COLUMNS, LANGUAGE_COLUMNS, RUNNING_NUMBER, language_columns
from isogloss.corpora.jsonfile import once
from isogloss.corpora.languages import Languages, split_of
from isogloss.corpora.record import Record, Where, broken, checked_id, checked_label, checked_text
from isogloss.corpora.sources import Reader, SourceFile
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.language import parse_language

#: More columns than that are no table of languages.
_MOST_COLUMNS = 2_000

#: What may stand between the columns of a CSV file; a comma, unless the header has an id with another.
_BETWEEN = (",", ";", "\t", "|")

Row = dict[str, object]


def read_tsv(reader: Reader, files: list[SourceFile], languages: Languages) -> Iterator[Record]:
    """Sentences of TSV files with a header. Fields are taken as they stand: quotes are text, as SIB-200 has them."""
    return _read(_tsv_rows, reader, files, languages)


def read_csv(reader: Reader, files: list[SourceFile], languages: Languages) -> Iterator[Record]:
    """Sentences of CSV files with a header, quoted as RFC 4180 says."""
    return _read(_csv_rows, reader, files, languages)


def read_jsonl(reader: Reader, files: list[SourceFile], languages: Languages) -> Iterator[Record]:
    """Sentences of files with one JSON object a line."""
    return _read(_jsonl_rows, reader, files, languages)


def _read(
    rows_of: Callable[[Reader, SourceFile], Iterator[tuple[Where, Row]]],
    reader: Reader,
    files: list[SourceFile],
    languages: Languages,
) -> Iterator[Record]:
    for file in files:
        layout, columns = None, None
        for where, row in rows_of(reader, file):
            if layout is None or row.keys() != columns:
                columns = row.keys()
                layout = _layout(row, where, file, languages, alone=len(files) == 1)
            yield from layout.records(row, where, languages, reader.limits.sentence_characters)


@dataclass(frozen=True)
class _Layout:
    """Which column is what. ``texts`` maps columns to languages; with ``language_column`` the row itself tells."""

    id_column: str
    texts: dict[str, str]
    language_column: str | None
    category_column: str | None
    split: str | None

    def records(self, row: Row, where: Where, languages: Languages, limit: int) -> Iterator[Record]:
        """The sentences of one row. An empty cell in a column of its own is a sentence the language does not have."""
        about = Record(
            id=checked_id(row.get(self.id_column), where),
            language="",
            text="",
            where=where,
            document=checked_label(row.get("document"), where, "document"),
            split=checked_label(row.get("split"), where, "split") or self.split,
            category=checked_label(row.get(self.category_column or ""), where, "category"),
            running=self.id_column == RUNNING_NUMBER,
        )
        for column, language in self.texts.items():
            language = self._language(row, where) if self.language_column else language
            missing = column != "text" and (row[column] is None or row[column] == "")
            if not missing and languages.keeps(language):
                yield replace(about, language=language, text=checked_text(row[column], where, limit=limit))

    def _language(self, row: Row, where: Where) -> str:
        return _parse_at(row.get(self.language_column or ""), where)


def _parse_at(code: object, where: Where) -> str:
    try:
        return parse_language(code if isinstance(code, str) else "")
    except Refused as error:
        raise broken(where, error.message, hint=error.hint, code=error.code) from error


def _layout(row: Row, where: Where, file: SourceFile, languages: Languages, *, alone: bool) -> _Layout:
    id_column = next((name for name in ID_COLUMNS if name in row), None)
    if id_column is None:
        raise _no_id(row, where)
    language_column = next((name for name in LANGUAGE_COLUMNS if name in row), None)
    category_column = next((name for name in CATEGORY_COLUMNS if name in row), None)
    if "text" in row:
        texts = {"text": "" if language_column else languages.of_file(file, alone)}
    else:
        texts = language_columns(row, where, {id_column, language_column, category_column}, languages)
    languages.say(f"Ids are the column {id_column}.")
    if "document" in row:
        languages.say("Documents are the column document.")
    if "text" in row:
        read = {"text", id_column, language_column, category_column, "document", "split"}
        if left := [name[:30] for name in row if name not in read]:
            languages.say(f"Left alone: the columns {', '.join(left[:20])}.")
    return _Layout(id_column, texts, language_column if "text" in row else None, category_column, split_of(file))


def _no_id(row: Row, where: Where) -> Refused:
    names = list(row)
    told = f"there is no id: none of {', '.join(ID_COLUMNS)} is a column"
    if len(names) == 1:
        told += f"; the header is one column, “{names[0][:60]}”"
        hint = "TSV has tabs between columns; CSV has commas, semicolons or tabs: say --format csv if it is that."
    else:
        told += f" among {', '.join(name[:30] for name in names[:8])}"
        hint = "Call the column that names the sentence “id”."
    return broken(where, f"{told}.", hint=hint, code="no_id_column")


def _header(names: list[str], where: Where) -> list[str]:
    names = [name.strip() for name in names]
    if len(names) > _MOST_COLUMNS:
        raise broken(where, f"the header has {len(names):,} columns; {_MOST_COLUMNS:,} are allowed.")
    if not all(names) or len(set(names)) != len(names):
        raise broken(where, "the header has a column without a name, or two with the same.", code="broken_header")
    return names


def _tsv_rows(reader: Reader, file: SourceFile) -> Iterator[tuple[Where, Row]]:
    names: list[str] | None = None
    for where, line in reader.lines(file):
        fields = line.split("\t")
        if names is None:
            names = _header(fields, where)
        elif line:
            yield where, _row_of(names, fields, where)


def _csv_rows(reader: Reader, file: SourceFile) -> Iterator[tuple[Where, Row]]:
    at = Where(file.name, 1)

    def remembering() -> Iterator[str]:
        nonlocal at
        for at, line in reader.lines(file):  # noqa: B007 (the loop's variable is the point)
            yield line + "\n"

    names: list[str] | None = None
    lines = remembering()
    first = next(lines, "")
    stated = first[4:].strip(" \n") if first.lower().startswith("sep=") else ""
    if len(stated) == 1:  # as Excel writes and reads it
        between, first = stated, next(lines, "")
    else:
        between = _between(first)
    table = csv.reader(chain([first], lines), strict=True, delimiter=between)
    try:
        for fields in table:
            if names is None:
                names = _header(fields, at)
            elif fields:
                yield at, _row_of(names, fields, at)
    except csv.Error as error:
        if "field limit" in str(error):
            what = f"a field has more than {csv.field_size_limit():,} characters: a quote was left open."
        else:
            what = f"this is not CSV: {error}."
        raise broken(at, what) from error


def _between(header: str) -> str:
    for between in _BETWEEN:
        names = {name.strip().strip('"') for name in header.split(between)}
        if len(names) > 1 and names & {*ID_COLUMNS, "text"}:
            return between
    return ","


def _row_of(names: list[str], fields: list[str], where: Where) -> Row:
    if len(fields) != len(names):
        raise broken(where, f"{len(fields)} columns where the header has {len(names)}.")
    return dict(zip(names, fields, strict=True))


def _jsonl_rows(reader: Reader, file: SourceFile) -> Iterator[tuple[Where, Row]]:
    for where, line in reader.lines(file):
        if not line.strip():
            continue
        try:
            row = json.loads(line, object_pairs_hook=once)
        except (ValueError, RecursionError) as error:
            raise broken(where, f"this is not one JSON object: {str(error)[:120]}.") from error
        if not isinstance(row, dict):
            raise broken(where, "this is not one JSON object.")
        if len(row) > _MOST_COLUMNS:
            raise broken(where, f"the object has {len(row):,} keys; {_MOST_COLUMNS:,} are allowed.")
        yield where, row
