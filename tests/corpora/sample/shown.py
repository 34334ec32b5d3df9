"""Sentences of the sample corpus to read, with what its labels can be guessed from.

python tests/corpora/sample/shown.py 50 > sentences.md
"""

import sys

from isogloss.corpora.sample.baselines import baselines
from isogloss.corpora.sample.concepts import CONCEPTS
from isogloss.corpora.sample.grammar import LANGUAGES, text
from isogloss.corpora.sample.plans import Draws, draw, filled
from tests.corpora.sample.attested import coverage


def shown(language: str, n: int) -> list[tuple[str, str]]:
    """Random sentences of a language, each with the same in English; other ones in every language."""
    draws, concepts = Draws(f"shown/{language}"), list(CONCEPTS.values())
    plans = [filled(draw(draws), draws.one(concepts)) for _ in range(n)]
    return [(text(language, plan), text("en", plan)) for plan in plans]


def main(n: int) -> None:
    """Print everything as Markdown."""
    print("# The sample corpus: constructed text, not checked by native speakers\n")
    for language in LANGUAGES:
        print(f"- {coverage(language)}")
    print("\n| the concept of a held-out sentence guessed from | AP | chance |\n| --- | --- | --- |")
    for baseline in baselines():
        print(f"| {baseline.name} | {baseline.average_precision:.3f} | {baseline.chance:.3f} |")
    for language in LANGUAGES:
        print(f"\n## {language}\n")
        for own, english in shown(language, n):
            print(f"- {own}" + (f" — *{english}*" if language != "en" else ""))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
