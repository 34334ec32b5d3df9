"""TERMS.md is data: the front end makes hover texts of it, and the API's words come from it."""

import re

from tests.architecture.repository import ROOT

TERM = re.compile(r"\*\*(?P<term>[^*]+)\*\*: (?P<definition>\S.*)")


def entries():
    """Every ``**term**: definition`` of the glossary, in order."""
    lines = (ROOT / "backend" / "TERMS.md").read_text().splitlines()
    return [(match["term"], match["definition"]) for line in lines if (match := TERM.fullmatch(line))]


def test_every_line_of_the_glossary_can_be_read_by_a_machine():
    lines = (ROOT / "backend" / "TERMS.md").read_text().splitlines()
    begun = [line for line in lines if line.startswith("**")]
    assert len(entries()) == len(begun), [line for line in begun if not TERM.fullmatch(line)]


def test_a_definition_is_one_to_three_plain_sentences():
    for term, definition in entries():
        assert definition.endswith("."), term
        assert len(definition) <= 280, f"{term}: {len(definition)} characters do not fit a hover text"


def test_a_term_is_defined_once():
    terms = [term.lower() for term, _ in entries()]
    assert sorted(set(terms)) == sorted(terms)


def test_the_words_of_the_design_are_all_there():
    terms = {term for term, _ in entries()}
    needed = """
        neuron, latent, unit, address, place, ladder, checkpoint, fingerprint, corpus, concept, concept set, id set,
        document, expert, overlap, aligned overlap, null, pseudo-concept, excess, held-out AP, reliability, transfer,
        compression, effective rank, firing rate, run, run key, series, claim, lane, worker, artifact, finding,
        contaminated, provenance"""
    needed = {word.strip() for word in needed.split(",")}
    assert needed <= terms, sorted(needed - terms)


def test_decisions_are_numbered_without_gaps():
    text = (ROOT / "backend" / "DECISIONS.md").read_text()
    numbers = [int(n) for n in re.findall(r"^(\d+)\. \*\*", text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
