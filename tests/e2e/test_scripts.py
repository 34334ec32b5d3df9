"""Arabic from the right with its letters joined, Hindi with its clusters whole, under the colours of tokens."""

import unicodedata
from itertools import pairwise

import pytest

from tests.e2e.conftest import PHONE, picture, settled

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(600)]

#: For each word of the n-th sentence of a language: its text, its box, the line it stands on.
WORDS = """(sentence) => {
  const walker = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  const at = (offset) => {
    const found = nodes.findLast((n) => n.start <= offset);
    return [found.node, offset - found.start];
  };
  return [...text.matchAll(/\\S+/g)].map((match) => {
    const range = document.createRange();
    const [last, end] = at(match.index + match[0].length - 1);
    range.setStart(...at(match.index));
    range.setEnd(last, end + 1);
    const box = range.getBoundingClientRect();
    return { text: match[0], left: box.left, right: box.right, top: box.top };
  });
}"""

#: Every coloured range: its text, whether a grapheme begins before and ends after its edges, how it is laid out.
RANGES = """(sentence) => {
  const edges = new Set([0, sentence.textContent.length]);
  const graphemes = new Intl.Segmenter(sentence.lang, { granularity: "grapheme" });
  for (const { index } of graphemes.segment(sentence.textContent)) edges.add(index);
  let offset = 0;
  return [...sentence.childNodes].map((node) => {
    const start = offset;
    offset += node.textContent.length;
    const whole = edges.has(start) && edges.has(offset);
    const piece = { text: node.textContent, whole, plain: node.nodeType !== 1 };
    if (piece.plain) return piece;
    const style = getComputedStyle(node);
    const gaps = ["padding", "margin", "border"].flatMap((kind) =>
      ["Left", "Right"].map((side) => style[kind + side + (kind === "border" ? "Width" : "")]));
    const coloured = style.backgroundColor !== "rgba(0, 0, 0, 0)" || style.backgroundImage !== "none";
    return { ...piece, display: style.display, gaps: [...gaps, style.letterSpacing], coloured };
  });
}"""

#: The width of the sentence as it is, and of the same text in one piece: equal, or joining broke somewhere.
WIDTHS = """(sentence) => {
  const whole = sentence.cloneNode(false);
  whole.textContent = sentence.textContent;
  const measured = (element) => {
    element.style.cssText = "display: inline-block; white-space: nowrap; position: absolute";
    return element.getBoundingClientRect().width;
  };
  const pieces = sentence.cloneNode(true);
  sentence.parentElement.append(whole, pieces);
  const found = [measured(pieces), measured(whole)];
  whole.remove();
  pieces.remove();
  return found;
}"""


@pytest.fixture
def unit_page(visit, house, one_run, unit):
    page = visit(house, f"/runs/{one_run}/units/{unit}?concept=weather")
    settled(page)
    return page


def sentences(page, language):
    found = page.locator(f"#panel-A .sentence[lang={language}]")
    assert found.count() > 0, language
    return found.all()


def first_line(words):
    return [word for word in words if abs(word["top"] - words[0]["top"]) < 4]


@pytest.mark.parametrize(("language", "to_the_left"), [("ar", True), ("hi", False), ("en", False)])
def test_words_of_a_sentence_stand_in_the_order_of_their_script(unit_page, language, to_the_left):
    for sentence in sentences(unit_page, language):
        assert sentence.get_attribute("dir") == "auto"
        assert unit_page.evaluate("(e) => getComputedStyle(e).direction", sentence.element_handle()) == (
            "rtl" if to_the_left else "ltr"
        )
        line = first_line(sentence.evaluate(WORDS))
        assert len(line) > 2
        for word, after in pairwise(line):
            if to_the_left:
                assert after["right"] <= word["left"] + 1, (word, after)
            else:
                assert after["left"] >= word["right"] - 1, (word, after)


@pytest.mark.parametrize("language", ["ar", "hi", "zh-Hans", "en"])
def test_colours_run_over_whole_graphemes_inline_and_without_gaps(unit_page, language):
    coloured = 0
    for sentence in sentences(unit_page, language):
        pieces = sentence.evaluate(RANGES)
        assert "".join(piece["text"] for piece in pieces) == sentence.inner_text()
        for piece in pieces:
            assert piece["whole"], piece
            assert not unicodedata.combining(piece["text"][0]), piece
            if not piece["plain"]:
                assert piece["display"] == "inline" and set(piece["gaps"]) <= {"0px", "normal"}, piece
                coloured += piece["coloured"]
    assert coloured > 0


@pytest.mark.parametrize("language", ["ar", "hi"])
def test_colours_do_not_break_the_joining_of_letters(unit_page, language):
    for sentence in sentences(unit_page, language):
        in_pieces, whole = sentence.evaluate(WIDTHS)
        assert abs(in_pieces - whole) < 1.0, (sentence.inner_text(), in_pieces, whole)


def test_in_a_corpus_each_sentence_has_its_language_and_its_own_direction(visit, house):
    page = visit(house, "/corpora/four-scripts")
    settled(page)
    for language, direction in (("ar", "rtl"), ("hi", "ltr"), ("zh-Hans", "ltr"), ("en", "ltr")):
        first = page.locator(f"[lang={language}].sentence").first
        assert first.evaluate("(e) => getComputedStyle(e).direction") == direction
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "ltr"


def test_on_a_phone_lines_break_between_words_and_arabic_begins_each_line_at_the_right(visit, house, one_run, unit):
    page = visit(house, f"/runs/{one_run}/units/{unit}?concept=weather", viewport=PHONE)
    settled(page)
    for sentence in sentences(page, "ar"):
        words = sentence.evaluate(WORDS)
        assert all(word["right"] <= 390 and word["left"] >= 0 for word in words)
        line = first_line(words)
        assert line[0]["right"] == max(word["right"] for word in line)
    picture(page.locator("#panel-A"), "scripts-390")
