"""Which column of a wide table is a language: one that was declared, or whose name can be nothing else.

Nearly every word of two or three letters is the code of some language (``doc`` is Northern Dong, ``row`` Dela-Oenale,
``no`` Norwegian), so that a name alone does not make a language: text and numbers would be measured as one.
"""

from collections.abc import Mapping

import langcodes

from isogloss.corpora.languages import Languages
from isogloss.corpora.record import Where, broken
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.language import ORDER, parse_language

#: The column SIB-200 numbers its sentences in: neighbours in number are neighbours in the text.
RUNNING_NUMBER = "index_id"
ID_COLUMNS = ("item_id", "sent_id", RUNNING_NUMBER, "id")
LANGUAGE_COLUMNS = ("language", "lang")
CATEGORY_COLUMNS = ("category", "topic")

#: Columns that are about a sentence and in no language, though some of their names are codes of one (``url`` is).
ABOUT = frozenset(
    {"url", "source", "domain", "note", "notes", "has_image", "has_hyperlink", "iso_639_3", "iso_15924", "date"}
)

#: Codes of languages that tables name other things by: numbers, times, scores, titles, types, machine translations.
_WORDS = frozenset(
    """
    no nr ts mt sc na or as an to st se ti ln lb ch kv sd tk ty io pi si os
    cat est fin min max mar tag tel run sun war hat bug pan lit mag map sag som bar bis car din dim fan man mat mus
    new nor not one out per pro tem ton til tum yes sum var
    """.split()  # noqa: SIM905 (words to read)
)


def language_columns(
    row: Mapping[str, object], where: Where, taken: set[str | None], languages: Languages
) -> dict[str, str]:
    """{column: language} of a row without a column ``text``; columns in ``taken`` are something else.

    Where languages were declared, they are the columns read and all others are left alone. Raises Refused for a column
    that may or may not be a language, one that is none, and two of one language.
    """
    texts: dict[str, str] = {}
    unsure: list[str] = []
    left: list[str] = []
    for column in row:
        if column in taken or column in ("document", "split"):
            continue
        language = _language(column)
        if column.lower() in ABOUT or (languages.kept and language not in languages.kept):
            left.append(column)
        elif language is None:
            raise _no_language(column, where)
        elif not languages.kept and not (_is_sure(column, language) and _may_be_text(row[column])):
            unsure.append(column)
        elif language in texts.values():
            raise broken(where, f"two columns hold {language}.", code="duplicate_language")
        else:
            texts[column] = language
    if unsure:
        raise _asking(unsure, texts, where)
    if not texts:
        raise broken(where, "there is neither a column “text” nor one per language.", code="no_text_column")
    languages.say("Languages are the columns " + ", ".join(f"{c} ({code})" for c, code in texts.items()) + ".")
    if left:
        languages.say(f"Left alone: the columns {', '.join(name[:30] for name in left[:20])}.")
    return texts


def _language(column: str) -> str | None:
    try:
        return parse_language(column.removeprefix("sentence_"))
    except Refused:
        return None


def _is_sure(column: str, language: str) -> bool:
    """Whether a name can only be a language: it says its script or region, is called a sentence in it, or is a usual
    code that is no word of tables. Of three letters only those are usual that have a code of two, or are at home here.
    """
    if column.startswith("sentence_") or "-" in column or "_" in column:
        return True
    if column.lower() in _WORDS:
        return False
    return len(column) == 2 or language in ORDER or len(langcodes.Language.get(column).language or "") == 2


def _may_be_text(value: object) -> bool:
    """Whether a cell holds a letter, or nothing: numbers, flags and dates are no sentences."""
    return not value or (isinstance(value, str) and any(character.isalpha() for character in value))


def _no_language(column: str, where: Where) -> Refused:
    return broken(
        where,
        f"the column “{column[:40]}” is neither known nor a language.",
        hint=f"Say which columns are languages with --languages en,de; others are left alone when they are called: "
        f"{', '.join(sorted(ABOUT))}.",
        code="unknown_column",
    )


def _asking(unsure: list[str], sure: Mapping[str, str], where: Where) -> Refused:
    some = ", ".join(f"“{column[:20]}”" for column in unsure[:8])
    names = "the columns" if len(unsure) > 1 else "the column"
    hint = f"Say which are: --languages {','.join(list(sure.values())[:8] or ['en', 'de'])}; all others are left alone."
    if "doc" in map(str.lower, unsure):
        hint += " A column of documents is called document."
    return broken(
        where, f"{names} {some} may be languages or not.", hint=hint, code="unsure_language", field="languages"
    )
