"""FLORES-200 as its archive is laid out: ``dev/deu_Latn.dev``, a sentence a line, aligned by the number of the line.

That is the one source joined by row, so what could shift a row is refused: files of one split that differ in length,
and an empty line. The tables beside the folders (``metadata_dev.tsv``) tell the article of each row, which becomes its
document, and its topic.
"""

from collections.abc import Iterator
from pathlib import Path

from isogloss.corpora.languages import Languages
from isogloss.corpora.record import Record, Where, broken, checked_label, checked_text
from isogloss.corpora.sources import Reader, SourceFile
from isogloss.vocabulary.digest import digest_of
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.visible import on_one_line

#: The longest address that is a document's name as it stands.
_LONGEST = 200

About = list[tuple[str | None, str | None]]


def read_flores(reader: Reader, files: list[SourceFile], languages: Languages) -> Iterator[Record]:
    """The sentences of every file; an id is the split and the number of the line, as in ``dev-0001``.

    Raises Refused naming file and line.
    """
    about: dict[str, About | None] = {}
    first: dict[str, tuple[str, int]] = {}
    for file in files:
        language = languages.of_file(file, alone=len(files) == 1)
        split = _split_of(file)
        if not languages.keeps(language):
            continue
        if split not in about:
            about[split] = _metadata(reader, file, split, languages)
        n = 0
        for where, line in reader.lines(file):
            n += 1
            document, topic = _of_row(about[split], n, where)
            text = checked_text(line, where, limit=reader.limits.sentence_characters)
            yield Record(f"{split}-{n:04}", language, text, where, document, split, topic)
        name, rows = first.setdefault(split, (file.name, n))
        told = about[split]
        if n != rows or (told is not None and n != len(told)):
            other = f"{name} has {rows:,}" if n != rows else f"metadata_{split}.tsv has {len(told or ()):,}"
            raise broken(
                Where(file.name, n),
                f"the file ends after {n:,} lines, and {other}.",
                hint="These files are aligned by the number of the line.",
                code="different_lengths",
            )
    languages.say("Ids are the numbers of lines.")


def _split_of(file: SourceFile) -> str:
    """The split that the ending of a file's name states; raises Refused where it states none."""
    ending = file.path.name.lower().removesuffix(".gz").rpartition(".")[2]
    if ending not in ("dev", "devtest"):
        raise Refused(
            "unknown_split",
            f"The name of {file.name} does not say which split of FLORES it is. Nothing was imported.",
            hint="The ending must be .dev or .devtest, as in deu_Latn.dev: rename the file.",
            field="source",
        )
    return ending


def _of_row(about: About | None, n: int, where: Where) -> tuple[str | None, str | None]:
    if about is None:
        return None, None
    if n > len(about):
        raise broken(where, f"the metadata beside it has only {len(about):,} rows.", code="different_lengths")
    return about[n - 1]


def _metadata(reader: Reader, file: SourceFile, split: str, languages: Languages) -> About | None:
    """(document, topic) of every row, from the table beside the split's folder or in it; None where there is none."""
    name = f"metadata_{split}.tsv"
    found = next((path for path in _beside(file.path, name) if path.is_file()), None)
    if found is None:
        return None
    rows: About = []
    columns: list[str] = []
    for where, line in reader.lines(SourceFile(found, name)):
        fields = line.split("\t")
        if not columns:
            columns = [field.strip().lower() for field in fields]
            continue
        row = dict(zip(columns, fields, strict=False))
        rows.append((_document(row.get("url"), where), checked_label(row.get("topic"), where, "topic")))
    languages.say(f"Documents and topics are those of {on_one_line(name)}.")
    return rows


def _beside(path: Path, name: str) -> tuple[Path, Path]:
    return path.parent.parent / name, path.parent / name


def _document(url: str | None, where: Where) -> str | None:
    url = (url or "").strip()
    return checked_label(url if len(url) <= _LONGEST else f"{url[:150]}#{digest_of(url)[:16]}", where, "document")
