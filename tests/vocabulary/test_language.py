import pytest
from hypothesis import given
from hypothesis import strategies as st

from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.language import ORDER, direction, family, languages_in_order, parse_language, script

#: FLORES-200's codes for which something other than taking the first part is right, and some for which it is.
FLORES = """
    eng_Latn en  fra_Latn fr  deu_Latn de  arb_Arab ar  acm_Arab acm-Arab  arz_Arab arz  ary_Arab ary
    zho_Hans zh-Hans  zho_Hant zh-Hant  yue_Hant yue  swh_Latn sw  quy_Latn qu  pes_Arab fa  prs_Arab fa-AF
    est_Latn et  kin_Latn rw  nob_Latn nb  nno_Latn nn  knc_Arab kr-Arab  knc_Latn kr  kas_Arab ks  kas_Deva ks-Deva
    ace_Arab ace-Arab  ace_Latn ace  bjn_Arab bjn-Arab  bjn_Latn bjn  taq_Latn taq  taq_Tfng taq-Tfng
    srp_Cyrl sr  azj_Latn az  azb_Arab azb-Arab  kmr_Latn ku  ckb_Arab ckb  pan_Guru pa  uzn_Latn uz  zsm_Latn ms
    aka_Latn ak  twi_Latn tw  kor_Hang ko  als_Latn sq  gaz_Latn om
    tgl_Latn fil  ydd_Hebr yi  plt_Latn mg  hau_Latn ha  yor_Latn yo  wol_Latn wo  ibo_Latn ig  hat_Latn ht
""".split()  # noqa: SIM905 (two columns to read)
PAIRS = list(zip(FLORES[::2], FLORES[1::2], strict=True))


#: The 204 codes of FLORES-200 and N'Ko, which SIB-200 has beside them.
ALL_FLORES = """
    ace_Arab ace_Latn acm_Arab acq_Arab aeb_Arab afr_Latn ajp_Arab aka_Latn als_Latn amh_Ethi apc_Arab arb_Arab
    arb_Latn ars_Arab ary_Arab arz_Arab asm_Beng ast_Latn awa_Deva ayr_Latn azb_Arab azj_Latn bak_Cyrl bam_Latn
    ban_Latn bel_Cyrl bem_Latn ben_Beng bho_Deva bjn_Arab bjn_Latn bod_Tibt bos_Latn bug_Latn bul_Cyrl cat_Latn
    ceb_Latn ces_Latn cjk_Latn ckb_Arab crh_Latn cym_Latn dan_Latn deu_Latn dik_Latn dyu_Latn dzo_Tibt ell_Grek
    eng_Latn epo_Latn est_Latn eus_Latn ewe_Latn fao_Latn fij_Latn fin_Latn fon_Latn fra_Latn fur_Latn fuv_Latn
    gaz_Latn gla_Latn gle_Latn glg_Latn grn_Latn guj_Gujr hat_Latn hau_Latn heb_Hebr hin_Deva hne_Deva hrv_Latn
    hun_Latn hye_Armn ibo_Latn ilo_Latn ind_Latn isl_Latn ita_Latn jav_Latn jpn_Jpan kab_Latn kac_Latn kam_Latn
    kan_Knda kas_Arab kas_Deva kat_Geor kaz_Cyrl kbp_Latn kea_Latn khk_Cyrl khm_Khmr kik_Latn kin_Latn kir_Cyrl
    kmb_Latn kmr_Latn knc_Arab knc_Latn kon_Latn kor_Hang lao_Laoo lij_Latn lim_Latn lin_Latn lit_Latn lmo_Latn
    ltg_Latn ltz_Latn lua_Latn lug_Latn luo_Latn lus_Latn lvs_Latn mag_Deva mai_Deva mal_Mlym mar_Deva min_Arab
    min_Latn mkd_Cyrl mlt_Latn mni_Beng mos_Latn mri_Latn mya_Mymr nld_Latn nno_Latn nob_Latn npi_Deva nqo_Nkoo
    nso_Latn nus_Latn nya_Latn oci_Latn ory_Orya pag_Latn pan_Guru pap_Latn pbt_Arab pes_Arab plt_Latn pol_Latn
    por_Latn prs_Arab quy_Latn ron_Latn run_Latn rus_Cyrl sag_Latn san_Deva sat_Olck scn_Latn shn_Mymr sin_Sinh
    slk_Latn slv_Latn smo_Latn sna_Latn snd_Arab som_Latn sot_Latn spa_Latn srd_Latn srp_Cyrl ssw_Latn sun_Latn
    swe_Latn swh_Latn szl_Latn tam_Taml taq_Latn taq_Tfng tat_Cyrl tel_Telu tgk_Cyrl tgl_Latn tha_Thai tir_Ethi
    tpi_Latn tsn_Latn tso_Latn tuk_Latn tum_Latn tur_Latn twi_Latn tzm_Tfng uig_Arab ukr_Cyrl umb_Latn urd_Arab
    uzn_Latn vec_Latn vie_Latn war_Latn wol_Latn xho_Latn ydd_Hebr yor_Latn yue_Hant zho_Hans zho_Hant zsm_Latn
    zul_Latn
""".split()  # noqa: SIM905 (many to a line)


def test_the_205_languages_of_flores_and_sib_are_205_tags_that_parse_to_themselves() -> None:
    tags = {code: parse_language(code) for code in ALL_FLORES}
    assert len(tags) == len(set(tags.values())) == 205
    assert [tag for tag in tags.values() if parse_language(tag) != tag] == []


def test_every_one_of_them_keeps_its_script() -> None:
    # Hangul is a part of the script Korean is written in, as ISO 15924 counts.
    meant = {code: code.partition("_")[2].replace("Hang", "Kore") for code in ALL_FLORES}
    assert {code: script(parse_language(code)) for code in ALL_FLORES} == meant


def test_a_code_without_its_script_is_the_same_language() -> None:
    both = {"ace", "arb", "bjn", "kas", "knc", "min", "taq", "zho"}  # written in two scripts there
    others = {"acm", "acq", "ajp", "azb", "crh", "pbt", "tzm"}  # whose usual script the standard takes for another
    for code in ALL_FLORES:
        if code[:3] not in both | others:
            assert parse_language(code[:3]) == parse_language(code)


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
        ("tw", "tw"), ("twi", "tw"), ("ak", "ak"), ("fat_Latn", "fat"), ("quz_Latn", "quz"), ("ekk_Latn", "et"),
        ("ko-Hang", "ko"), ("ko-Kore-KR", "ko-KR"), ("ko_Latn", "ko-Latn"), ("urd_Aran", "ur"), ("jpn_Hani", "ja"),
        ("zho_Hani", "zh-Hans"), ("cmn_Hant", "zh-Hant"), ("yue_Hani", "yue"),
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
    assert languages_in_order({"zh-Hans", "aa", "ar", "en", "zu", "de"}) == ["en", "de", "ar", "zh-Hans", "aa", "zu"]


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
