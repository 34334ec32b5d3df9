"""Languages as BCP-47 tags, in one fixed order.

The order groups families, and decides order in every list, axis and stack (design.md 7, look.md 2); languages
outside the table follow it alphabetically.
"""

from collections.abc import Iterable
from functools import lru_cache

import langcodes
from langcodes.tag_parser import LanguageTagError

from isogloss.vocabulary.errors import Refused

#: The order in which languages are listed everywhere: nine hues, further languages of a hue directly after its first.
ORDER = (
    "en", "fr", "pcm", "ht", "de", "nl", "sv", "el", "es", "pt", "it", "gl", "ru", "uk", "pl", "cs",
    "ar", "he", "fa", "ha", "hi", "ta", "ro", "ig", "tr", "fi", "et", "qu", "zh-Hans", "th", "vi", "id",
    "sw", "rw", "yo", "wo",
)  # fmt: skip

_RANK = {code: i for i, code in enumerate(ORDER)}

#: A member of a macrolanguage that the standard's own table leaves apart, though corpora mean the whole by it.
_MEANT = {"quy": "qu"}

#: Members that the standard's table folds into a whole which another code of corpora names already (Twi and Fante into
#: Akan, Cusco Quechua beside Ayacucho's, the Mandings into one): they keep their own codes.
_APART = {"tw", "fat", "quz", "emk", "mnk"}

#: Scripts as some corpora name them, and the usual one of a language that they are a part or a hand of: Hangul in
#: Korean, Han in Chinese and Japanese, Nastaliq in Urdu.
_SAME_SCRIPT = {("Hang", "Kore"), ("Hani", "Hans"), ("Hani", "Hant"), ("Hani", "Jpan"), ("Aran", "Arab")}

#: Valid codes that name no language: undetermined, several, uncoded, none.
_NO_LANGUAGE = {"und", "mul", "mis", "zxx"}

_RIGHT_TO_LEFT = {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}

#: BCP-47 promises no more for a tag without extensions.
_LONGEST = 35


@lru_cache(maxsize=4096)
def parse_language(code: str) -> str:
    """The tag here for a code as found in the wild: ``arb_Arab`` is ``ar``, ``zh`` and ``zho_Hans`` are ``zh-Hans``.

    The script stays only where it is not the language's usual one; Chinese always says it. Different FLORES codes
    give different tags (Egyptian Arabic stays ``arz``). Raises Refused for what is no BCP-47 or FLORES code.
    """
    text = code.strip().replace("_", "-")
    try:
        language = langcodes.Language.get(text if len(text) <= _LONGEST else "")
        if language.language not in _APART:
            language = langcodes.Language.get(langcodes.standardize_tag(text, macro=True))
    except LanguageTagError as error:
        raise _unknown(code) from error
    if not language.is_valid() or (language.language or "x-")[:2] == "x-" or language.language in _NO_LANGUAGE:
        raise _unknown(code)
    if language.language in _MEANT:
        language = language.update_dict({"language": _MEANT[language.language]})
    return _chinese(language) if language.language == "zh" else _without_usual_script(language)


def _unknown(code: str) -> Refused:
    return Refused(
        "unknown_language",
        f"“{code[:40]}” is not a language code.",
        hint="Use BCP-47 (de, zh-Hans, sw) or FLORES codes (deu_Latn).",
        field="language",
    )


def _without_usual_script(language: langcodes.Language) -> str:
    # Where the standard knows no usual script (Nigerian Pidgin), Latin is taken for it.
    usual = (
        langcodes.Language.make(language=language.language, territory=language.territory).maximize().script or "Latn"
    )
    same = language.script == usual or (language.script, usual) in _SAME_SCRIPT
    return language.update_dict({"script": None}).to_tag() if same else language.to_tag()


def _chinese(language: langcodes.Language) -> str:
    """Always with its script, and with a territory only where it is not the one that script suggests."""
    if language.script == "Hani":  # Chinese characters of either kind: it says no more than nothing
        language = language.update_dict({"script": None})
    script = language.script or language.maximize().script
    usual = langcodes.Language.make(language="zh", script=script).maximize().territory
    territory = None if language.territory == usual else language.territory
    return language.update_dict({"script": script, "territory": territory}).to_tag()


def languages_in_order(languages: Iterable[str]) -> list[str]:
    """Languages in the fixed order, unknown ones after it alphabetically."""
    return sorted(languages, key=lambda code: (_RANK.get(code, len(_RANK)), code))


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, by the language's script."""
    return "rtl" if langcodes.Language.get(language).maximize().script in _RIGHT_TO_LEFT else "ltr"


def script(language: str) -> str:
    """The script a language is written in, as ISO 15924 spells it: ``Latn``."""
    return str(langcodes.Language.get(language).maximize().script or "Latn")


#: Families of the languages that Isogloss knows, as Glottolog 5 names its top level; creoles by their lexifier's
#: branch are left out, since where they belong is disputed.
_FAMILIES = {
    "Afro-Asiatic": "ar am arc ha he so mt ti arz acm apc ars ajp ary",
    "Atlantic-Congo": "sw rw yo ig wo zu xh sn ny ln lg rn tn st",
    "Austroasiatic": "vi km",
    "Austronesian": "id ms tl fil jv su mg mi sm",
    "Dravidian": "ta te kn ml",
    "Indo-European": "en fr de nl sv no nb da is es pt it gl ca ro el ru uk be pl cs sk sl hr sr bs bg mk lt lv ga cy "
    "hy sq yi fa tg ku ps hi ur bn mr gu pa ne si or as",
    "Japonic": "ja",
    "Kartvelian": "ka",
    "Koreanic": "ko",
    "Quechuan": "qu",
    "Sino-Tibetan": "zh my bo",
    "Tai-Kadai": "th lo",
    "Turkic": "tr az kk ky uz tt ug tk",
    "Uralic": "fi et hu",
}
_FAMILY_OF = {code: family for family, codes in _FAMILIES.items() for code in codes.split()}


def family(language: str) -> str | None:
    """The family a language belongs to (``Turkic``); None where Isogloss does not know it."""
    return _FAMILY_OF.get(str(langcodes.Language.get(language).language))
