"""Which language a file holds: what the person said, or what its name says."""

import re
from collections.abc import Iterable, Mapping

from isogloss.corpora.sources import SourceFile
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.language import parse_language

#: Names of files that say a split instead of a language (``data/eng_Latn/train.tsv``).
SPLITS = {
    "train": "train",
    "dev": "dev",
    "devtest": "devtest",
    "validation": "validation",
    "valid": "validation",
    "test": "test",
}


#: A language, perhaps with a script and a region: file names do not hold the rest of BCP-47.
_CODE = re.compile(r"[A-Za-z]{2,3}([-_][A-Z][a-z]{3})?([-_][A-Z]{2})?")


class Languages:
    """The languages of one import.

    ``asked`` entries are languages to keep (all, when there are none), or ``file=language`` for a file whose name
    does not tell. One plain language and one file: that file is in that language.
    """

    def __init__(self, asked: Iterable[str] | None = None):
        entries = list(asked or ())
        self.named = {
            name: parse_language(code) for name, sep, code in (entry.rpartition("=") for entry in entries) if sep
        }
        self.kept = {parse_language(entry) for entry in entries if "=" not in entry}
        #: What was read as what, in words for people, in the order it came up.
        self.said: dict[str, None] = {}

    def say(self, sentence: str) -> None:
        """Keep a sentence on how a file was read, once."""
        self.said[sentence] = None

    def of_file(self, file: SourceFile, alone: bool) -> str:
        """The language of a file; raises Refused when neither the person nor its name tells."""
        said = self.named.get(file.name) or self.named.get(file.path.name)
        if said:
            return said
        if alone and len(self.kept) == 1:
            return next(iter(self.kept))
        told = _told_by_name(file)
        if told:
            return told
        raise Refused(
            "language_not_told",
            f"The name of {file.name} does not say which language it holds.",
            hint=f"Name it after its language (deu_Latn.tsv, de_pud-ud-test.conllu), or say "
            f"--languages {file.path.name}=de.",
            field="languages",
        )

    def keeps(self, language: str) -> bool:
        """Whether sentences of this language were asked for."""
        return not self.kept or language in self.kept or language in self.named.values()

    def check_found(self, found: Mapping[str, object]) -> None:
        """Raises Refused when a language that was asked for is not there."""
        missing = sorted((self.kept | set(self.named.values())) - set(found))
        if missing:
            raise Refused(
                "language_not_found",
                f"The source has no {', '.join(missing)}.",
                hint=f"It has: {', '.join(sorted(found)) or 'no language'}.",
                field="languages",
            )


def _told_by_name(file: SourceFile) -> str | None:
    """The language in ``deu_Latn.tsv``, ``deu_Latn/train.tsv``, ``test.de.jsonl`` or ``de_pud-ud-test.conllu``.

    Only treebanks may say more after an underscore: ``my_corpus.tsv`` is not Burmese.
    """
    parts = [part for part in file.stem.split(".") if part not in SPLITS] or [file.folder]
    name = parts[0].split("_")[0] if file.is_treebank else parts[0]
    if len(parts) > 1 or not _CODE.fullmatch(name):
        return None
    try:
        return parse_language(name)
    except Refused:
        return None


def split_of(file: SourceFile) -> str | None:
    """The split a file's name states (``train.tsv``, ``de_gsd-ud-dev.conllu``), or None."""
    if "-ud-" in file.stem:
        return SPLITS.get(file.stem.rsplit("-", 1)[-1])
    return next((SPLITS[part] for part in file.stem.split(".") if part in SPLITS), None)
