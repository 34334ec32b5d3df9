"""The text a model is trained on, wherever it comes from: endless documents by language, and some that are kept out.

Three sources: the sample corpus, which writes documents as they are wanted; a corpus that is here; a folder of files.
The clone reads English documents that English does not.
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from isogloss.contract.catalogue import Catalogue
from isogloss.corpora.running_text import RunningText, of_corpus, of_folder
from isogloss.studies.pretraining.schema import Params
from isogloss.vocabulary.clone import CLONE, CLONED, cloned, has_cells
from isogloss.vocabulary.digest import digest_file, digest_of
from isogloss.vocabulary.errors import Refused, Unavailable
from isogloss.vocabulary.given_path import given_path, spelled_as_path
from isogloss.vocabulary.language import languages_in_order

SAMPLE = "sample"
#: Where the text of the sample is written (imported when it is wanted: it is large).
_SAMPLE_MODULE = "isogloss.corpora.sample"
#: Independent streams of one seed: held-out documents, and those of the clone.
_HELD_OUT, _CLONE = 0x8000_0000, 0x4000_0000


class TrainingText(Protocol):
    """What a training reads. Every stream is the same each time it is begun."""

    name: str
    constructed: bool
    languages: tuple[str, ...]
    digests: dict[str, str]
    licence: str | None
    #: What was trained on, as ``models.training_text`` reads it.
    trained_on: dict[str, Any]
    notes: tuple[str, ...]

    def plain(self, language: str) -> Iterator[str]:
        """Documents to train on, without anything switched: what a vocabulary is learned from."""
        ...

    def training(self, language: str) -> Iterator[str]:
        """The documents to train on, in order, without an end."""
        ...

    def held_out(self, language: str) -> Iterator[str]:
        """Documents that are never trained on, with nothing switched."""
        ...

    def passes(self, language: str, documents: int) -> float | None:
        """How often the text was read when so many documents were; None where it has no end."""
        ...


def open_text(params: Params, catalogue: Catalogue) -> TrainingText:
    """The text that is asked for; raises Refused and NotFound for what it does not have, naming the field."""
    if params.text == SAMPLE:
        return SampleText(params)
    text = _running(params, catalogue)
    for name, value in (("switch", params.switch), ("placebo", params.placebo)):
        if value:
            raise Refused(
                "no_lexicon",
                "Words can be switched in the sample text only: of other text nobody knows which words mean the same.",
                hint="Set it to 0, or train on the sample.",
                field=name,
            )
    if params.bilingual and not text.parallel:
        raise Refused(
            "not_parallel",
            f"Documents in two languages need translations, and “{text.name}” has none.",
            hint="Set it to 0, or train on a corpus or the sample.",
            field="bilingual",
        )
    return HouseText(params, text, catalogue)


def _running(params: Params, catalogue: Catalogue) -> RunningText:
    if spelled_as_path(params.text):
        if params.ids:
            raise Refused("no_ids", "A folder of text has no ids to choose from.", hint="Leave it out.", field="ids")
        return of_folder(given_path(params.text, "text"))
    return of_corpus(catalogue.corpus(params.text), params.ids)


def _chosen(params: Params, there: tuple[str, ...]) -> tuple[str, ...]:
    """The languages asked for, in order, the clone last; raises Refused where the clone has no original."""
    wanted = params.languages or there
    if len(set(wanted)) != len(wanted):
        raise Refused("repeated_language", "A language is named twice.", field="languages")
    if params.clone and CLONED not in wanted:
        raise Refused(
            "nothing_to_clone", "The clone is of English, which is not among the languages.", field="clone",
            hint=f"Add {CLONED} to the languages, or do without the clone.",
        )  # fmt: skip
    return (*languages_in_order(wanted), *((CLONE,) if params.clone else ()))


class SampleText:
    """The corpus written for Isogloss: a generator, so that there is no end to it."""

    name, constructed = SAMPLE, True
    licence: str | None = "Apache-2.0"
    notes: tuple[str, ...] = ("Constructed text: it tests the instrument, and says nothing about published models.",)

    def __init__(self, params: Params):
        self._params, self._sample = params, _sample()
        there = tuple(self._sample.LANGUAGES)
        unknown = [language for language in params.languages or () if language not in there]
        if unknown:
            raise Refused(
                "unknown_language",
                f"The sample text is not written in “{unknown[0][:40]}”.",
                hint=f"It has: {', '.join(there)}.",
                field="languages",
            )
        if params.ids:
            raise Refused("no_ids", "The sample text has no ids to choose from.", hint="Leave it out.", field="ids")
        self.languages = _chosen(params, there)
        self._refuse_alone()
        self.digests = {"sample-training-text": _digest_of_package()}
        self.trained_on = {"constructed text": {"note": self._said()}}

    def _refuse_alone(self) -> None:
        p = self._params
        if p.placebo and not p.switch:
            raise Refused(
                "placebo_of_nothing",
                "A placebo needs a share of words to be switched.",
                hint="Set the share that the arm it stands beside has.",
                field="placebo",
            )
        if len(self.languages) - p.clone < 2:
            for name in ("switch", "bilingual"):
                if getattr(p, name):
                    raise Refused(
                        "no_other_language",
                        f"There is no language beside {self.languages[0]} to take words or sentences from.",
                        hint="Set it to 0, or train on two languages or more.",
                        field=name,
                    )

    def _said(self) -> str:
        p = self._params
        rate = f"{p.switch:.0%} of switchable words switched" + (" to another concept (placebo)" if p.placebo else "")
        return f"Written for Isogloss, with no sentence of its evaluation; {rate}; {p.bilingual:.0%} bilingual."

    def _documents(self, language: str, shift: int = 0, **options: Any) -> Iterator[str]:
        seed = self._params.seed ^ shift
        if language == CLONE:
            return map(cloned, self._sample.training_documents(CLONED, seed=seed ^ _CLONE))
        return iter(self._sample.training_documents(language, seed=seed, **options))

    def plain(self, language: str) -> Iterator[str]:
        return self._documents(language)

    def training(self, language: str) -> Iterator[str]:
        p = self._params
        others = tuple(other for other in self.languages if other != CLONE)
        return self._documents(language, switch=p.switch, placebo=p.placebo, bilingual=p.bilingual, others=others)

    def held_out(self, language: str) -> Iterator[str]:
        return self._documents(language, _HELD_OUT)

    def passes(self, language: str, documents: int) -> float | None:
        return None


def _sample() -> Any:
    try:
        return import_module(_SAMPLE_MODULE)
    except ModuleNotFoundError as error:
        if error.name != _SAMPLE_MODULE:
            raise
        raise Unavailable(
            "no_sample", "This installation has no sample text.", hint="Train on a corpus or a folder.", field="text"
        ) from None


@lru_cache(maxsize=1)
def _digest_of_package() -> str:
    """What decides the sample's text: its own files. Another edition of it makes other runs."""
    folder = Path(_sample().__file__).parent
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc")
    return digest_of([[str(file.relative_to(folder)), digest_file(file)] for file in files])


class HouseText:
    """A corpus or a folder: read again and again, each time in another order."""

    constructed = False

    def __init__(self, params: Params, text: RunningText, catalogue: Catalogue):
        self._params, self._text = params, text
        self.name, self.licence = text.name, text.licence
        self.languages = _chosen(params, text.languages)
        text.check(language for language in self.languages if language != CLONE)
        if params.clone:
            self._refuse_cells()
        corpus = catalogue.corpus(params.text) if text.parallel else None
        self.digests = {text.name if corpus else f"folder {text.name}": text.digest}
        self.trained_on = self._trained_on(corpus)
        self.notes = self._notes()

    def _refuse_cells(self) -> None:
        for language in self._text.languages:
            if any(has_cells(self._text.text(language, name)) for name in self._text.documents[language]):
                raise Refused(
                    "clone_taken",
                    f"The clone is written in Braille, and so is some of the text in {language}.",
                    hint="Do without the clone, or take that text away.",
                    field="clone",
                )

    def _trained_on(self, corpus: Any) -> dict[str, Any]:
        if corpus is None:
            return {f"folder {self.name}": {"note": "Plain text files; one document in twenty was kept out."}}
        chosen = set(corpus.select(self._params.ids.split("+") if self._params.ids else None))
        read = {i for i in chosen if corpus.documents[i] not in self._text.kept_out}
        return {corpus.id: {"except_ids": sorted(set(corpus.ids) - read)}}

    def _notes(self) -> tuple[str, ...]:
        if not self._text.parallel:
            return ()
        return (
            "The text is parallel: every language says the same. What languages come to share was supervised by that, "
            "though no document stands beside its translation"
            + (", but for the bilingual ones." if self._params.bilingual else "."),
        )

    def _names(self, language: str, *, kept_out: bool = False) -> list[str]:
        """The documents of a language; English and its clone share those of English out."""
        names = self._text.names(CLONED if language == CLONE else language, kept_out=kept_out)
        if self._params.clone and language in (CLONE, CLONED):
            return names[int(language == CLONE) :: 2]
        return names

    def _texts(self, language: str, names: list[str]) -> Iterator[str]:
        if language == CLONE:
            return (cloned(self._text.text(CLONED, name)) for name in names)
        return (self._text.text(language, name) for name in names)

    def _shuffled(self, language: str, time: int) -> list[str]:
        names = self._names(language)
        rng = np.random.default_rng([self._params.seed, time, *language.encode()])
        return [names[i] for i in rng.permutation(len(names))]

    def plain(self, language: str) -> Iterator[str]:
        return self._texts(language, self._shuffled(language, 0))

    def training(self, language: str) -> Iterator[str]:
        for time in count():
            names = self._shuffled(language, time)
            if self._params.bilingual and language != CLONE:
                yield from self._bilingual(language, names, time)
            else:
                yield from self._texts(language, names)

    def _bilingual(self, language: str, names: list[str], time: int) -> Iterator[str]:
        """Some documents with each sentence followed by its translation. A larger share keeps those of a smaller."""
        others = [other for other in self.languages if other not in (language, CLONE)]
        rng = np.random.default_rng([self._params.seed, time, 2, *language.encode()])
        for name, draw, pick in zip(names, rng.random(len(names)), rng.random(len(names)), strict=True):
            own = self._text.documents[language][name]
            fitting = [o for o in others if len(self._text.documents[o].get(name, ())) == len(own)]
            if draw >= self._params.bilingual or not fitting:
                yield self._text.text(language, name)
                continue
            other = self._text.documents[fitting[int(pick * len(fitting))]][name]
            yield " ".join(sentence for pair in zip(own, other, strict=True) for sentence in pair)

    def held_out(self, language: str) -> Iterator[str]:
        return self._texts(language, self._names(language, kept_out=True))

    def passes(self, language: str, documents: int) -> float | None:
        return documents / len(self._names(language))
