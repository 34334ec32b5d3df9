import pytest
from hypothesis import given
from hypothesis import strategies as st

from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.language import ORDER, direction, family, in_house_order, parse_language, script

#: FLORES-200's codes for which something other than taking the first part is right, and some for which it is.
FLORES = """
    eng_Latn en  fra_Latn fr  deu_Latn de  arb_Arab ar  acm_Arab acm-Arab  arz_Arab arz  ary_Arab ary
    zho_Hans zh-Hans  zho_Hant zh-Hant  yue_Hant yue  swh_Latn sw  quy_Latn qu  pes_Arab fa  prs_Arab fa-AF
    est_Latn et  kin_Latn rw  nob_Latn nb  nno_Latn nn  knc_Arab kr-Arab  knc_Latn kr  kas_Arab ks  kas_Deva ks-Deva
    ace_Arab ace-Arab  ace_Latn ace  bjn_Arab bjn-Arab  bjn_Latn bjn  taq_Latn taq  taq_Tfng taq-Tfng
    srp_Cyrl sr  azj_Latn az  azb_Arab azb-Arab  kmr_Latn ku  ckb_Arab ckb  pan_Guru pa  uzn_Latn uz  zsm_Latn ms
    tgl_Latn fil  ydd_Hebr yi  plt_Latn mg  hau_Latn ha  yor_Latn yo  wol_Latn wo  ibo_Latn ig  hat_Latn ht
""".split()  # noqa: SIM905 (two columns to read)
PAIRS = list(zip(FLORES[::2], FLORES[1::2], strict=True))


@pytest.mark.parametrize(("code", "tag"), PAIRS)
def test_flores_codes_become_the_tags_a_browser_knows(code: str, tag: str) -> None:
    assert parse_language(code) == tag


def test_different_flores_codes_stay_different_languages() -> None:
    assert len({parse_language(code) for code, _ in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("zh", "zh-Hans"), ("cmn", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh_TW", "zh-Hant"), ("zh-HK", "zh-Hant-HK"),
        ("sr-Latn", "sr-Latn"), ("sr_Cyrl", "sr"), ("iw", "he"), ("in", "id"), ("EN", "en"), (" de ", "de"),
        ("en-US", "en-US"), ("pt_BR", "pt-BR"), ("pcm", "pcm"), ("pcm_Latn", "pcm"),
    ],
)  # fmt: skip
def test_codes_in_the_wild_become_one_spelling(code: str, tag: str) -> None:
    assert parse_language(code) == tag


@pytest.mark.parametrize("code", ["", "e", "xx", "und", "mul", "zxx", "x-mine", "English", "de de", "é", "a" * 10_000])
def test_what_is_no_language_is_refused_with_an_example(code: str) -> None:
    with pytest.raises(Refused, match="not a language code") as refusal:
        parse_language(code)
    assert "deu_Latn" in refusal.value.hint
    assert len(refusal.value.message) < 100


@pytest.mark.parametrize("code", ORDER)
def test_every_language_of_the_house_is_spelled_as_it_parses(code: str) -> None:
    assert parse_language(code) == code


@given(st.text(max_size=12) | st.from_regex(r"[a-z]{2,3}([-_][A-Z][a-z]{3})?([-_][A-Z]{2})?", fullmatch=True))
def test_a_parsed_tag_parses_to_itself(code: str) -> None:
    try:
        tag = parse_language(code)
    except Refused:
        return
    assert parse_language(tag) == tag
    assert tag.isascii() and " " not in tag


def test_languages_stand_in_the_house_order_and_others_after_them() -> None:
    assert in_house_order({"zh-Hans", "aa", "ar", "en", "zu", "de"}) == ["en", "de", "ar", "zh-Hans", "aa", "zu"]


@pytest.mark.parametrize("language", ["ar", "he", "fa", "ur", "ks", "dv", "kr-Arab", "fa-AF", "nqo"])
def test_scripts_that_run_leftwards_say_so(language: str) -> None:
    assert direction(language) == "rtl"


@pytest.mark.parametrize("language", ["en", "hi", "zh-Hans", "ks-Deva", "pcm", "th"])
def test_scripts_that_run_rightwards_say_so(language: str) -> None:
    assert direction(language) == "ltr"


@pytest.mark.parametrize(
    ("code", "its_script", "its_family"),
    [
        ("en", "Latn", "Indo-European"), ("ru", "Cyrl", "Indo-European"), ("hi", "Deva", "Indo-European"),
        ("ar", "Arab", "Afro-Asiatic"), ("arz", "Arab", "Afro-Asiatic"), ("tr", "Latn", "Turkic"),
        ("zh-Hans", "Hans", "Sino-Tibetan"), ("zh-Hant", "Hant", "Sino-Tibetan"), ("sw", "Latn", "Atlantic-Congo"),
        ("kr-Arab", "Arab", None), ("pcm", "Latn", None),
    ],
)  # fmt: skip
def test_a_language_has_its_script_and_the_family_that_is_known(code, its_script, its_family) -> None:
    assert (script(code), family(code)) == (its_script, its_family)


def test_every_language_of_the_house_has_a_family_but_for_creoles() -> None:
    assert [code for code in ORDER if family(code) is None] == ["pcm", "ht"]
