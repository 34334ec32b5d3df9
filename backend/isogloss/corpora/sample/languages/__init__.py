"""One file per language: its words as compact tables, and a small grammar that says a plan in it.

Each has ``sentence(plan) -> Words``. The forms are checked against dictionaries and treebanks
(``tests/corpora/sample/attested.py``), and were not checked by native speakers.
"""
