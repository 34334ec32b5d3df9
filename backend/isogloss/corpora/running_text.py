"""Running text to train on: documents by language, of a corpus of the installation or of a folder of plain text files.

Some documents are kept out, for the loss on text that was not trained on: the same names in all languages, chosen by
the names alone, so that translations of a document stay on one side and more text moves no document across.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from isogloss.corpora.parallel import ParallelCorpus
from isogloss.vocabulary.digest import digest_file, digest_of
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.language import languages_in_order, parse_language

#: One document in so many is kept out, and at least so many a language.
ONE_IN, LEAST_KEPT_OUT = 20, 2
#: A language with fewer documents, or with less text in bytes, is no text to train on.
LEAST_DOCUMENTS, LEAST_BYTES = 20, 2_000
#: A folder beyond this many bytes does not fit in memory.
MOST_BYTES = 1_000_000_000


@dataclass(frozen=True)
class RunningText:
    """``documents`` is {language: {document: its sentences}}; those ``kept_out`` are not trained on in any language.

    ``parallel`` says that documents of one name are translations of each other, sentence by sentence where as many.
    """

    name: str
    digest: str
    licence: str | None
    parallel: bool
    documents: Mapping[str, Mapping[str, tuple[str, ...]]] = field(repr=False)
    kept_out: frozenset[str] = field(repr=False)

    @property
    def languages(self) -> tuple[str, ...]:
        """What there is text in, in order."""
        return tuple(languages_in_order(self.documents))

    def names(self, language: str, *, kept_out: bool = False) -> list[str]:
        """The documents of a language, by name: those to train on, or those kept out."""
        return [name for name in sorted(self.documents[language]) if (name in self.kept_out) is kept_out]

    def text(self, language: str, name: str) -> str:
        """A document as one text."""
        return " ".join(self.documents[language][name])

    def check(self, languages: Iterable[str]) -> None:
        """Raise Refused for a language that is not there, or has too little text."""
        for language in languages:
            if language not in self.documents:
                raise Refused(
                    "unknown_language",
                    f"“{self.name}” has no text in “{language[:40]}”.",
                    hint=f"It has: {', '.join(self.languages)}.",
                    field="languages",
                )
            self._check_size(language)

    def _check_size(self, language: str) -> None:
        texts = self.documents[language].values()
        size = sum(len(sentence.encode()) for text in texts for sentence in text)
        if len(texts) < LEAST_DOCUMENTS or size < LEAST_BYTES:
            raise Refused(
                "text_too_small",
                f"“{self.name}” has {len(texts)} documents ({size:,} bytes) in {language}: too little to train on.",
                hint=f"At least {LEAST_DOCUMENTS} documents and {LEAST_BYTES:,} bytes a language are needed.",
                field="text",
            )


def kept_out(documents: Mapping[str, Mapping[str, tuple[str, ...]]]) -> frozenset[str]:
    """One name in ``ONE_IN`` by its digest, and in every language at least ``LEAST_KEPT_OUT`` of its names."""
    rank = {name: digest_of(["kept out", name]) for names in documents.values() for name in names}
    border = f"{(1 << 32) // ONE_IN:08x}"
    chosen = {name for name, digest in rank.items() if digest < border}
    for names in documents.values():
        lowest = sorted(names, key=rank.__getitem__)[:LEAST_KEPT_OUT]
        chosen.update(lowest if len(chosen & names.keys()) < LEAST_KEPT_OUT else ())
    return frozenset(chosen)


def of_corpus(corpus: ParallelCorpus, choice: str | None = None) -> RunningText:
    """A corpus as running text, or those of its ids that ``choice`` names (sets and splits joined by +).

    Raises Refused for an unknown choice.
    """
    ids = corpus.select(choice.split("+") if choice else None)
    documents: dict[str, dict[str, list[str]]] = {language: {} for language in corpus.languages}
    for language in corpus.languages:
        for item in ids:
            if corpus.has(language, item):
                documents[language].setdefault(corpus.documents[item], []).append(corpus.text(language, item))
    whole = {language: {name: tuple(text) for name, text in found.items()} for language, found in documents.items()}
    return RunningText(corpus.id, corpus.digest, corpus.licence, True, whole, kept_out(whole))


def of_folder(folder: Path) -> RunningText:
    """The text files of a folder: ``en.txt``, or any files ending in .txt below a folder ``en``.

    A document is a stretch without empty lines; in a file that has none, a line. Raises Refused for a folder that is
    not there, holds no such files, names no language, is too large or cannot be read.
    """
    if not folder.is_dir():
        raise Refused(
            "no_folder",
            f"There is no folder “{folder.name}” on this machine.",
            hint="Give the path of a folder that holds a text file, or a folder of them, for each language: en.txt.",
            field="text",
        )
    files = [(language, name, file) for language, name, file in _files(folder)]
    stamps = tuple((str(file), language, name, *_stamp(file)) for language, name, file in files)
    if not files:
        raise Refused(
            "no_text",
            f"“{folder.name}” holds no text files.",
            hint="It should hold a text file, or a folder of text files, for each language: en.txt, de/news.txt.",
            field="text",
        )
    if sum(size for *_, size in stamps) > MOST_BYTES:
        raise Refused(
            "text_too_large",
            f"“{folder.name}” holds more than {MOST_BYTES:,} bytes.",
            hint="Take a part of it: training reads all of it into memory.",
            field="text",
        )
    return _read(folder.name, stamps)


def _files(folder: Path) -> Iterable[tuple[str, str, Path]]:
    """(language, name within the language, file) of every text file, in order."""
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or not (entry.is_dir() or entry.suffix == ".txt"):
            continue
        inner = sorted(entry.rglob("*.txt")) if entry.is_dir() else [entry]
        if inner:
            language = _language(entry)
            yield from ((language, str(f.relative_to(entry)) if entry.is_dir() else "", f) for f in inner)


def _language(entry: Path) -> str:
    try:
        return parse_language(entry.stem)
    except Refused:
        raise Refused(
            "unknown_language",
            f"“{entry.name}” is not named after a language.",
            hint="Name files and folders by BCP-47 (de, zh-Hans, sw) or FLORES codes (deu_Latn), or take it away.",
            field="text",
        ) from None


def _stamp(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=2)
def _read(name: str, stamps: tuple[tuple[str, str, str, int, int], ...]) -> RunningText:
    """Read once while nothing changes: every estimate of a form asks again."""
    documents: dict[str, dict[str, tuple[str, ...]]] = {}
    digests = []
    for path, language, inner, _, _ in stamps:
        digests.append([language, inner, digest_file(Path(path))])
        found = documents.setdefault(language, {})
        found.update({f"{inner}#{i}": (text,) for i, text in enumerate(_documents(Path(path)))})
    return RunningText(name, digest_of(digests), None, False, documents, kept_out(documents))


def _documents(file: Path) -> list[str]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("broken_text", f"{file.name} is not text in UTF-8.", field="text") from error
    lines = [line.strip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    if "" not in lines:
        return [line for line in lines if line]
    stretches: list[list[str]] = [[]]
    for line in lines:
        if line:
            stretches[-1].append(line)
        elif stretches[-1]:
            stretches.append([])
    return ["\n".join(stretch) for stretch in stretches if stretch]
