"""The answer of one checkpoint, put together from what the steps kept."""

from typing import Any

import numpy as np
import orjson

from isogloss.contract.answer import ONE_RUN
from isogloss.contract.estimate import Estimate
from isogloss.corpora.identification import Identifier, told_of
from isogloss.corpora.keywords import words
from isogloss.kit.contaminated import contaminated
from isogloss.kit.texts import LanguageShare, identified, words_of
from isogloss.kit.work import ModelWork, few_draws
from isogloss.methods.inference import holm, or_absent, percentiles, two_sided_p, wilson
from isogloss.studies.concept_effects import schema as wire
from isogloss.studies.concept_effects.analysis.differences import Difference, mean_over_concepts, one
from isogloss.studies.concept_effects.analysis.forcing import counts, on_concept
from isogloss.studies.concept_effects.schema import PANES, Result, writing_draws
from isogloss.studies.concept_effects.study import Plan

#: Texts of each concept and pane that travel with the answer.
SHOWN = 5


class Answer:
    """Reads what the steps kept, once."""

    def __init__(self, work: ModelWork[Plan]):
        self.work, self.plan, self.params = work, work.plan, work.plan.params
        self.names = [concept.name for concept in self.plan.concepts]
        #: [C, L, 1 + draws, 3]: difference, own, others; the first is the experts'.
        self.off = np.stack([work.ctx.load_array(f"off/{name}") for name in self.names])
        #: [C, 2, L]: summed loss and tokens.
        self.plain = np.stack([work.ctx.load_array(f"plain/{name}") for name in self.names])
        self.texts = [orjson.loads(line) for line in work.ctx.load_bytes("texts").split(b"\n")]
        self.words = {name: words_of(self.plan.source, name, self.params.keywords) for name in self.names}
        self.identifier = Identifier(self.plan.languages)
        self._read_texts()

    def _read_texts(self) -> None:
        """Tell every text's language, and count concept words in it."""
        lexicon = {name: frozenset(w for of in self.words[name].values() for w in of) for name in self.names}
        told = self.identifier.tell([text["text"] for text in self.texts])
        for text, answer in zip(self.texts, told, strict=True):
            found = [word for word, _, _ in words(text["text"])]
            text["language"] = answer.language
            text["on"], text["of_any"] = counts(found, lexicon, text["concept"])

    # ---- switched off ----------------------------------------------------------------------------------------------

    def _ablation(self) -> tuple[list[wire.Ablation], Estimate]:
        languages = self.plan.languages
        found = [
            mean_over_concepts(self.off[:, b, 0, 0], self.off[:, b, 1:, 0], seed=self.params.seed)
            for b in range(len(languages))
        ]
        adjusted = holm([of.p for of in found])
        rows = [
            wire.Ablation(
                language=language,
                effect=_estimate(found[b], adjusted[b]),
                own=float(self.off[:, b, 0, 1].mean()),
                others=float(self.off[:, b, 0, 2].mean()),
                loss=float(self.plain[:, 0, b].sum() / self.plain[:, 1, b].sum()),
            )
            for b, language in enumerate(languages)
        ]
        each = self.off[:, :, :, 0].mean(axis=1)
        return rows, _estimate(mean_over_concepts(each[:, 0], each[:, 1:], seed=self.params.seed))

    def _concepts(self) -> list[wire.ConceptAblation]:
        out = []
        for c, concept in enumerate(self.plan.concepts):
            n = min(self.params.sentences, len(concept.positives))
            effects = {
                language: _estimate(one(float(self.off[c, b, 0, 0]), self.off[c, b, 1:, 0], n))
                for b, language in enumerate(self.plan.languages)
            }
            out.append(
                wire.ConceptAblation(concept=concept.name, units=len(concept.shared), sentences=n, effects=effects)
            )
        return out

    # ---- forced ----------------------------------------------------------------------------------------------------

    def _share(self, pane: str, concept: str | None = None) -> tuple[float, float | None, float | None, int]:
        """Share of concept words that are the concept's; intervals over texts, or over concepts for all together."""
        of = [t for t in self.texts if t["pane"] == pane and concept in (None, t["concept"])]
        own, of_any = np.array([t["on"] for t in of]), np.array([t["of_any"] for t in of])
        clusters = np.array([self.names.index(t["concept"]) for t in of]) if concept is None else np.arange(len(of))
        return (*on_concept(own, of_any, clusters, seed=self.params.seed), int((of_any > 0).sum()))

    def _random_draws(self) -> np.ndarray:
        """The share of each draw of random units on its own, all concepts together: [draws that wrote a word]."""
        of = [t for t in self.texts if t["pane"] == "random"]
        own, of_any = np.zeros(writing_draws(self.params)), np.zeros(writing_draws(self.params))
        for text in of:
            own[text["draw"]] += text["on"]
            of_any[text["draw"]] += text["of_any"]
        return own[of_any > 0] / of_any[of_any > 0]

    def _on_concept(self, concept: str | None = None) -> dict[wire.Pane, Estimate]:
        """By pane; the forced pane stands beside the random units. Panes without a concept word are left out.

        One draw writes a few texts of one concept: only over all concepts is its share a number, and p with it.
        """
        out: dict[wire.Pane, Estimate] = {}
        random = self._share("random", concept)[0]
        draws = self._random_draws() if concept is None else np.zeros(0)
        for pane in PANES:
            value, low, high, n = self._share(pane, concept)
            if not n:
                continue
            beside: dict[str, Any] = {}
            if pane in ("forced", "other") and not np.isnan(random):
                beside = {"null": random}
            if beside and len(draws):
                low_end, high_end = map(or_absent, percentiles(draws, len(draws)))
                p = two_sided_p(value, draws)
                beside |= {"null_low": low_end, "null_high": high_end, "p": p, "draws": len(draws)}
            out[pane] = Estimate(value=value, low=low, high=high, n=n, **beside)
        return out

    def _written(self) -> list[LanguageShare]:
        """By pane; nothing where no language can be told."""
        out: list[LanguageShare] = []
        if self.identifier.why:
            return out
        for pane in PANES:
            of = [t for t in self.texts if t["pane"] == pane]
            for language in (*self.identifier.candidates, None):
                hits = sum(t["language"] == language for t in of)
                low, high = wilson(hits, len(of))
                share = Estimate(value=hits / len(of), low=low, high=high, n=len(of))
                out.append(LanguageShare(pane=pane, language=language, share=share))
        return out

    def _shown(self) -> list[wire.ForcedText]:
        return [
            wire.ForcedText(
                pane=text["pane"],
                concept=text["concept"],
                seed=text["seed"],
                text=text["text"],
                language=text["language"],
                on=text["on"],
                words=text["of_any"],
            )
            for text in self.texts
            if text["seed"] < SHOWN
        ]

    # ---- all of it -------------------------------------------------------------------------------------------------

    def _notes(self) -> list[str]:
        params, plan = self.params, self.plan
        out = [ONE_RUN]
        if plan.left_out:
            out.append("Left out: " + "; ".join(f"{name} ({why})" for name, why in plan.left_out.items()) + ".")
        fewer = [c.name for c in plan.concepts if len(c.shared) < params.k]
        if fewer:
            out.append(
                f"Fewer than {params.k} experts are shared by {params.shared_by} languages for {', '.join(fewer)}."
            )
        out += few_draws(params.draws, "sets of random units")
        texts, sets = params.texts * len(plan.concepts), writing_draws(params)
        out.append(
            f"Of random units {sets} sets write, {texts // sets:,} texts each, the experts {texts:,}: a set's share "
            "scatters more, so p for forced texts is on the safe side."
        )
        out.append(
            "Forced values are medians of the greatest value in a sentence, and are written at every position: far "
            "from what the model knows. Broken text is to be expected."
        )
        return out + told_of(self.identifier)

    def result(self) -> Result:
        """Everything."""
        plan, params = self.plan, self.params
        rows, overall = self._ablation()
        on = self._on_concept()
        forced = [
            wire.ConceptForcing(
                concept=concept.name, units=len(concept.forced), on_concept=self._on_concept(concept.name)
            )
            for concept in plan.concepts
        ]
        return Result(
            **self.work.head(),
            concept_run=plan.source.run.key,
            languages=plan.languages,
            language=params.language,
            k=params.k,
            shared_by=params.shared_by,
            draws=params.draws,
            n_ids=len(plan.ids),
            n_documents=len({plan.source.corpus.documents[i] for i in plan.ids}),
            headline=wire.Headline(switched_off=overall, forced=on.get("forced")),
            ablation=tuple(rows),
            overall=overall,
            concepts=tuple(self._concepts()),
            on_concept=on,
            forced=tuple(forced),
            written=tuple(self._written()),
            texts=tuple(self._shown()),
            words=self.words,
            identifier=identified(
                self.identifier, [text["text"] for text in self.texts], plan.source, seed=params.seed
            ),
            contaminated=contaminated(self.work.ctx.store, plan.model, plan.source.corpus, plan.ids),
            notes=tuple(self._notes()),
        )


def _estimate(found: Difference, adjusted: float | None = None) -> Estimate:
    """An effect over random units: its null is 0, their spread about their mean."""
    return Estimate(
        value=found.value,
        low=found.low,
        high=found.high,
        null=0.0,
        null_low=found.null_low,
        null_high=found.null_high,
        p=found.p,
        p_holm=adjusted,
        n=found.n,
        draws=found.draws,
    )
