"""Are the sample corpus's forms words? Every form against Debian's hunspell dictionaries and against real text.

    python tests/corpora/sample/attested.py            prints the coverage, and every form that nothing attests

Real text is that of the UD treebanks in ../shared/data; Swahili has none there, and is looked for in SIB-200, XCOPA and
AfriWOZ. Its verbs carry subject, tense and relative before their stem, which Debian's dictionary does not know how to
take off: there a verb counts when its parts are the language's own prefixes and its stem is attested with any others.
"""

import csv
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from isogloss.corpora.sample.concepts import CONCEPTS
from isogloss.corpora.sample.grammar import LANGUAGES, pieces, sentence
from isogloss.corpora.sample.plans import Draws, draw, filled

DICTIONARIES = {"en": "en_US", "de": "de_DE", "es": "es_ES", "ru": "ru_RU", "tr": "tr_TR", "sw": "sw_TZ", "ar": "ar"}
SHARED = Path(os.environ.get("ISOGLOSS_TEST_DATA", Path(__file__).parents[4] / "shared" / "data"))

#: What may stand before the stem of a Swahili verb: subject, tense, relative.
_SUBJECT = "(?:ni|tu|a|wa|u|i|li|ya|ki|vi|zi)"
_RELATIVE = "(?:ye|o|yo|lo|cho|vyo|zo|po)"
_PREFIXES = re.compile(
    f"(?:ha{_SUBJECT}|{_SUBJECT}(?:(?:li|na|taka){_RELATIVE}|si{_RELATIVE}|li|na|ta|me)|ku)(?P<stem>.+)"
)


@dataclass(frozen=True)
class Coverage:
    """How many of a language's forms are attested, by which sources, and which are not."""

    language: str
    forms: int
    sources: tuple[str, ...]
    by_stem: int
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        """Attested forms over all forms."""
        return 1 - len(self.missing) / self.forms

    def __str__(self) -> str:
        by_stem = f", {self.by_stem} of them by their stem" if self.by_stem else ""
        sources = " + ".join(self.sources) or "no source"
        return f"{self.language}: {self.share:.1%} of {self.forms} forms ({sources}{by_stem})"


def forms_of(language: str, sentences: int = 20_000) -> set[str]:
    """The forms in many random sentences of all concepts, as they are written."""
    draws, concepts = Draws("forms"), list(CONCEPTS.values())
    found: set[str] = set()
    for i in range(sentences):
        plan = filled(draw(draws), concepts[i % len(concepts)])
        found.update(piece for piece, _ in pieces(sentence(language, plan)))
    return {form for form in found if any(map(str.isalpha, form)) and form != "'s"}


def has_dictionary(language: str) -> bool:
    """Whether hunspell and its dictionary of a language are installed."""
    file = Path("/usr/share/hunspell") / f"{DICTIONARIES[language]}.dic"
    return shutil.which("hunspell") is not None and file.exists()


def in_dictionary(language: str, forms: set[str]) -> set[str]:
    """Those of the forms that hunspell knows."""
    asked = "\n".join(sorted(forms))
    command = ["hunspell", "-i", "utf-8", "-d", DICTIONARIES[language], "-l"]
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout
    return forms - set(answer.split("\n"))


@cache
def words_of_text(language: str) -> frozenset[str]:
    """The words of the real text in a language that lies in ../shared/data; none where there is no text."""
    files = [*SHARED.glob(f"ud/*/{language}_*.conllu.gz")]
    texts = [gzip.decompress(file.read_bytes()).decode() for file in files]
    words = {line.split("\t")[1] for text in texts for line in text.splitlines() if line.count("\t") == 9}
    if language == "sw":
        words |= {word for text in _swahili() for word in re.findall(r"[\w'’]+", text)}
    return frozenset(word.replace("’", "'").lower() for word in words)


def _swahili() -> list[str]:
    rows = []
    for file in (SHARED / "sib200").glob("swh_*.tsv.gz"):
        table = csv.DictReader(io.StringIO(gzip.decompress(file.read_bytes()).decode()), delimiter="\t", quoting=3)
        rows += [row["text"] for row in table]
    for file in (SHARED / "xcopa").glob("*.sw.jsonl.gz"):
        lines = gzip.decompress(file.read_bytes()).decode().splitlines()
        rows += [" ".join(map(str, json.loads(line).values())) for line in lines]
    return rows + [file.read_text() for file in (SHARED / "afriwoz").glob("sw.*.tsv")]


def _by_stem(forms: set[str], known: frozenset[str]) -> set[str]:
    """Swahili verbs whose stem stands in the known words, after whatever prefixes or alone."""
    stems = {match["stem"] for word in known if (match := _PREFIXES.fullmatch(word))} | known
    found = {form: match["stem"] for form in forms if (match := _PREFIXES.fullmatch(form))}
    # A verb in the negative ends in i.
    return {form for form, stem in found.items() if stem in stems or (form[:2] == "ha" and stem[:-1] + "a" in stems)}


@cache
def _swahili_words() -> frozenset[str]:
    lines = Path("/usr/share/hunspell/sw_TZ.dic").read_text("iso8859-1").splitlines()
    return frozenset(line.split("/")[0].strip().lower() for line in lines)


def coverage(language: str, forms: set[str] | None = None) -> Coverage:
    """The coverage of a language's forms by the sources that are here."""
    forms = forms or forms_of(language)
    missing, sources, by_stem = set(forms), [], set()
    if has_dictionary(language):
        sources.append(f"hunspell {DICTIONARIES[language]}")
        missing -= in_dictionary(language, missing)
    if text := words_of_text(language):
        sources.append("UD treebanks" if language != "sw" else "SIB-200, XCOPA, AfriWOZ")
        missing -= {form for form in missing if form.lower() in text}
    if language == "sw" and sources:
        by_stem = _by_stem(missing, text | (_swahili_words() if has_dictionary("sw") else frozenset()))
        missing -= by_stem
    return Coverage(language, len(forms), tuple(sources), len(by_stem), tuple(sorted(missing)))


if __name__ == "__main__":
    for code in sys.argv[1:] or LANGUAGES:
        found = coverage(code)
        print(found, *found.missing, sep="\n    " if found.missing else "")
