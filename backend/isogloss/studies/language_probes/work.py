"""One run at work: its examples, labels, splits and states, as its steps share them."""

from functools import cached_property

import numpy as np

from isogloss.activations.unit_sets import Activity
from isogloss.contract.context import RunContext
from isogloss.kit.work import ModelWork
from isogloss.models.points import check_place, sizes
from isogloss.models.points import places as places_of
from isogloss.studies.language_probes.analysis.splits import shuffled
from isogloss.studies.language_probes.study import Plan
from isogloss.vocabulary.address import Address, UnitAddress

#: Groups of documents that languages are exchanged within, for the null of language-specific neurons.
GROUPS = 10


class Probing(ModelWork[Plan]):
    """One run at work. ``examples`` are known once every language was read."""

    def __init__(self, plan: Plan, ctx: RunContext):
        super().__init__(plan, ctx)
        self.params, self.corpus, self.told, self.held_out = plan.params, plan.corpus, plan.told, plan.held_out
        self.ids, self.languages, self.classes = plan.ids, plan.params.languages, plan.told.classes
        self.layers, self.documents = sizes(self.model.config).layers, plan.documents

    @property
    def n_documents(self) -> int:
        """How many documents are read."""
        return int(self.documents.max()) + 1

    @property
    def places(self) -> list[Address]:
        """What probes read, by layer."""
        return [Address(self.params.role, layer) for layer in range(self.layers)]

    @cached_property
    def neurons(self) -> dict[Address, int]:
        """The neurons' places with their widths, by layer."""
        places = [Address("mlp_act", layer) for layer in range(self.layers)]
        return {place: check_place(self.model.config, place) for place in places}

    @property
    def gates(self) -> list[Address]:
        """What says that a neuron is active, by layer: its gate where the MLP has one, else its own value (methods.md
        0.12: the product of gate and value has the wrong sign half of the time)."""
        role = "gate_out" if Address("gate_out", 0) in places_of(self.model.config) else "mlp_act"
        return [Address(role, layer) for layer in range(self.layers)]

    @cached_property
    def groups(self) -> np.ndarray:
        """[ids]: the group of an id's document, -1 for what the first split holds out (losses are read on it)."""
        group = np.random.default_rng([self.params.seed, 41]).permutation(self.n_documents) % GROUPS
        group = np.where(self.held_out[0], -1, group[self.documents])
        _, numbered = np.unique(group[group >= 0], return_inverse=True)
        group[group >= 0] = numbered
        return group

    # ---- examples ------------------------------------------------------------------------------------------------

    @cached_property
    def examples(self) -> np.ndarray:
        """[examples, 4]: id, language, and where a token stands in its text (-1 for a sentence)."""
        parts = enumerate(self.of_languages("examples/{}"))
        return np.concatenate([np.insert(part, 1, number, axis=1) for number, part in parts])

    @cached_property
    def out(self) -> np.ndarray:
        """[splits, examples]: which are held out."""
        held_out: np.ndarray = self.held_out[:, self.examples[:, 0]]
        return held_out

    @cached_property
    def example_documents(self) -> np.ndarray:
        """[examples]."""
        documents: np.ndarray = self.documents[self.examples[:, 0]]
        return documents

    def classes_of(self, item: np.ndarray, language: np.ndarray) -> np.ndarray:
        """The class of texts, given by id and language."""
        by_id = self.told.class_of_id
        named = [by_id[i] for i in self.ids] if by_id else [self.told.class_of[name] for name in self.languages]
        found: np.ndarray = np.array([self.classes.index(name) for name in named])[item if by_id else language]
        return found

    @cached_property
    def labels(self) -> np.ndarray:
        """[examples]: the class of each."""
        return self.classes_of(self.examples[:, 0], self.examples[:, 1])

    @cached_property
    def shuffled(self) -> np.ndarray:
        """[splits, examples]: classes exchanged between texts; where they go by id, the same in all languages."""
        ids, languages = len(self.ids), len(self.languages)
        item, language = np.repeat(np.arange(ids), languages), np.tile(np.arange(languages), ids)
        if self.told.class_of_id:
            drawn = shuffled(self.classes_of(np.arange(ids), np.zeros(ids, int)), self.held_out, seed=self.params.seed)
            return drawn[:, self.examples[:, 0]]
        texts = shuffled(self.classes_of(item, language), self.held_out[:, item], seed=self.params.seed)
        return texts[:, self.examples[:, 0] * languages + self.examples[:, 1]]

    def texts(self) -> list[str]:
        """The text of every example: a token's own, or the sentence."""
        out = []
        for item, language, start, end in self.examples.tolist():
            text = self.corpus.text(self.languages[language], self.ids[item])
            out.append(text if start < 0 else text[start:end])
        return out

    def values(self, layer: int) -> np.ndarray:
        """[examples, width]: the states that a layer's probes read."""
        name = "sampled" if self.params.unit == "token" else "mean"
        return np.concatenate(self.of_languages(f"{name}/{{}}/{layer}"))

    def of_languages(self, name: str) -> list[np.ndarray]:
        """What the reading of each language kept under this name, where {} is the language."""
        return [self.ctx.load_array(name.format(language)) for language in self.languages]

    # ---- neurons -------------------------------------------------------------------------------------------------

    @cached_property
    def ends(self) -> np.ndarray:
        """[layers]: where each layer's neurons end among all, numbered layer by layer."""
        return np.cumsum(list(self.neurons.values()))

    @cached_property
    def selected(self) -> list[UnitAddress]:
        """The language-specific neurons, the lowest entropy first; known once they were chosen."""
        numbers, places = self.ctx.load_array("specific/units"), list(self.neurons)
        layers = np.searchsorted(self.ends, numbers, side="right").tolist()
        starts = [0, *self.ends.tolist()]
        return [
            UnitAddress(places[layer], number - starts[layer])
            for number, layer in zip(numbers.tolist(), layers, strict=True)
        ]

    @cached_property
    def activity(self) -> Activity:
        """Mean and firing rate of every neuron, over all languages' tokens."""
        n = sum(int(tokens.sum()) for tokens in self.of_languages("tokens/{}"))
        mean, firing = (np.split(of, self.ends[:-1]) for of in np.sum(self.of_languages("activity/{}"), axis=0) / n)
        return Activity(*(dict(zip(self.neurons, of, strict=True)) for of in (mean, firing)))

    @cached_property
    def loss_rows(self) -> np.ndarray:
        """Numbers of the ids that losses are read on: of documents that no neuron was chosen on."""
        out = np.flatnonzero(self.held_out[0])
        chosen = np.random.default_rng([self.params.seed, 43]).permutation(out)[: self.params.loss_sentences]
        return np.sort(chosen)
