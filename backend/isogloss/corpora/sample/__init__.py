"""The sample corpus, written by us: correct sentences in seven languages, made to calibrate the instrument.

``concepts`` names the words, ``plans`` what a sentence says, ``languages`` say it, ``training`` makes text to train on
and ``evaluation`` aligned text to measure on, ``registration`` stores that as a corpus of the house, and ``baselines``
tell what its labels can be guessed from without a model.
"""

from isogloss.corpora.sample.grammar import LANGUAGES
from isogloss.corpora.sample.registration import add_sample
from isogloss.corpora.sample.training import training_documents

__all__ = ["LANGUAGES", "add_sample", "training_documents"]
