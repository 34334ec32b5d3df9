"""Planted models: what every study should say of a model whose every number is known.

Tiny GPT-2, GPT-NeoX, Llama and BLOOM whose units fire by construction, a corpus and concepts made for them, and the
answers that follow from the plan with pencil and paper. A study is run as people run it (model added, corpus imported,
run asked for, job executed, result read) and its numbers have to be those answers, in every family.

- ``plan``     what is planted: features, units, which of them fire on which words, what they write.
- ``weights``  the plan as weights of each family, norms made harmless.
- ``text``     the words, the corpus in four languages, the concepts, the tokenizer.
- ``closed``   the answers: pure functions of the plan, none of which reads a weight.
- ``house``    a store with all of it, in which runs are executed in this process.
- ``test_*``   one file for each study.

**Adding a study**: ask for it in a ``test_<study>.py`` with ``house.ask(slug, family, {...})`` and put what it should
say into ``closed``. Where the plan lacks what the study looks for, add a unit to ``plan.UNITS``: one that writes
nothing moves no answer that is there. A family or two in the fast suite, the others in the slow (``house.families``);
marked ``processes``, as whatever executes runs, so that ``make check`` leaves it out.

**The construction.** A word is (meaning, language, code) and its embedding four one-hot features: one that all words
have, its meaning, and two codes ``a`` and ``b`` of four values each. The language is ``a + b`` modulo 4, which no
linear read-out finds in either: it is hidden until a layer of detectors writes it. A feature is a pair of coordinates
(+, -): means are 0, and LayerNorm and RMSNorm do the same; words have as many features as each other, so that a norm
is a known factor. Attention is 0: a state depends on its own word. A unit is on at its ``level``, or as far below 0:
GELU is exact to the last bit there, and is a ReLU.

==========  =======================================================  ============================================
layer       planted                                                  writes
==========  =======================================================  ============================================
0           two units a concept, in all languages; ``rest`` on all   ``out`` of the concept; ``rest``; ``carry``
            other words; ``carrier`` on every word; decoys
1           a detector for each (a, b)                               the language
2           a concept in two languages (en, de | es, tr); in one     half an ``out``; nothing
            alone (these shout at the beginning of sequence, which
            nobody may pool); decoys
3           every meaning of tr; a decoy's meaning in es             moves it to features of its own; doubles it
==========  =======================================================  ============================================

*Decoys* fire as often and as strongly as the units they stand beside, on words of no concept, and write nothing:
matched random units are drawn from them, and their effect is exactly 0. The head makes logits of language, meaning and
code that add up, so that a distribution is a product of three small ones (beside the special tokens).
"""
