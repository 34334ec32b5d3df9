"""Universal Dependencies treebanks: CoNLL-U files, one language each, aligned by ``sent_id``.

The grammar of the format is the ``conllu`` library's; what is here finds the line of a fault and the place of every
word in its sentence. Empty nodes (8.1) have no surface and are left out.
"""

from collections.abc import Callable, Iterator

import conllu
from conllu.exceptions import ParseException
from conllu.parser import DEFAULT_FIELD_PARSERS, parse_comment_line, parse_line

from isogloss.corpora.languages import Languages, split_of
from isogloss.corpora.record import Record, Token, Where, broken, checked_id, checked_label, checked_text
from isogloss.corpora.sources import Reader, SourceFile

#: A sentence longer than this in words is no sentence.
MAX_WORDS = 5_000
#: Nor is one whose lines hold more than this.
MAX_CHARACTERS = 4_000_000

Block = list[tuple[Where, str]]

# The columns stored here stay as they are spelled; ids are read by the library.
_PARSERS: dict[str, Callable[[list[str], int], object]] = {
    **DEFAULT_FIELD_PARSERS,
    "feats": lambda columns, i: "" if columns[i] == "_" else columns[i],
    "deps": lambda columns, i: columns[i],
    "misc": lambda columns, i: columns[i],
}


def read_treebank(reader: Reader, files: list[SourceFile], languages: Languages) -> Iterator[Record]:
    """Every sentence of the files; raises Refused naming file and line."""
    for file in files:
        language = languages.of_file(file, alone=len(files) == 1)
        if languages.keeps(language):
            yield from _read_file(reader, file, language)


def _read_file(reader: Reader, file: SourceFile, language: str) -> Iterator[Record]:
    document, split = None, split_of(file)
    for block in _blocks(reader.lines(file)):
        said = _metadata(block)
        document = _document(said, block[0][0], document)
        yield _record(block, said, language, document, split, reader.limits.sentence_characters)


def _blocks(lines: Iterator[tuple[Where, str]]) -> Iterator[Block]:
    block: Block = []
    size = 0
    for where, line in lines:
        size = size + len(line) if block else len(line)
        if line.strip():
            block.append((where, line))
        elif block:
            yield block
            block = []
        if size > MAX_CHARACTERS:
            raise broken(where, f"the sentence that ends here has more than {MAX_CHARACTERS:,} characters.")
        if len(block) > 3 * MAX_WORDS:
            raise broken(where, f"the sentence that ends here has more than {3 * MAX_WORDS:,} lines.")
    if block:
        yield block


def _metadata(block: Block) -> dict[str, tuple[Where, str | None]]:
    """The comments of a sentence: {key: (where, value)}."""
    said = {}
    for where, line in block:
        if line.startswith("#"):
            for key, value in parse_comment_line(line) if len(line.strip()) > 1 else ():
                said[key] = where, value
    return said


def _document(said: dict[str, tuple[Where, str | None]], start: Where, current: str | None) -> str | None:
    # A document without a name still begins here, and must not flow into the one before it.
    for key in ("newdoc id", "newdoc"):
        if key in said:
            where, value = said[key]
            return checked_label(value, where, "document") or f"{start.file}:{start.line}"
    return current


def _record(
    block: Block,
    said: dict[str, tuple[Where, str | None]],
    language: str,
    document: str | None,
    split: str | None,
    limit: int,
) -> Record:
    start = block[0][0]
    for key in ("sent_id", "text"):
        if key not in said:
            raise broken(start, f"the sentence that begins here has no “# {key} = ”.")
    where, text = said["text"]
    text = checked_text(text, where, limit=limit)
    tokens = _tokens(block, text)
    if not tokens:
        raise broken(start, "the sentence that begins here has no words.")
    return Record(
        id=checked_id(said["sent_id"][1] or "", said["sent_id"][0]),
        language=language,
        text=text,
        where=start,
        document=document,
        split=split,
        tokens=tuple(tokens),
    )


def _tokens(block: Block, text: str) -> list[Token]:
    """The words of a sentence with their places in its text, found from left to right."""
    tokens: list[Token] = []
    position, inside = 0, 0
    span: tuple[int | None, int | None] = (None, None)
    for where, line in block:
        if line.startswith("#"):
            continue
        row = _row(where, line)
        number, form = row["id"], row["form"]
        if isinstance(number, tuple):
            if number[1] == "-":
                span, position = _find(form, text, position)
                inside = number[2]
            continue
        if number != len(tokens) + 1:
            raise broken(where, f"word {number} follows word {len(tokens)}.")
        if number > inside:
            span, position = _find(form, text, position)
        lemma = row["lemma"] if row["lemma"] != "_" or form == "_" else ""
        tokens.append(Token(form, lemma, row["upos"] if row["upos"] != "_" else "", row["feats"], *span))
    return tokens


def _row(where: Where, line: str) -> conllu.models.Token:
    """One word as the library reads it; raises Refused naming the line."""
    if line.count("\t") != 9:
        raise broken(where, f"a word has ten columns between tabs; this line has {line.count(chr(9)) + 1}.")
    if "\0" in line:
        raise broken(where, "the line holds a NUL character, which no database stores.")
    try:
        row = parse_line(line, conllu.parser.DEFAULT_FIELDS, _PARSERS)
    except ParseException as error:
        raise broken(where, f"{str(error)[:200].rstrip('.')}.") from error
    if row["id"] is None or not row["form"]:
        raise broken(where, "a word has no number or no form.")
    # The library takes two spaces for a tab.
    if [row["form"], row["lemma"], row["upos"]] != line.strip().split("\t")[1:4]:
        raise broken(where, "a column holds two spaces in a row.")
    return row


def _find(form: str, text: str, position: int) -> tuple[tuple[int | None, int | None], int]:
    """The span of a form from ``position`` on, and where to look on; (None, None) when the text goes on otherwise."""
    at = text.find(form, position)
    if at < 0 or text[position:at].strip():
        return (None, None), position
    return (at, at + len(form)), at + len(form)
