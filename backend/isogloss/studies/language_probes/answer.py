"""The answer of one checkpoint, put together from what the steps kept."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from isogloss.contract.estimate import Estimate
from isogloss.corpora.choosing import repeats_note
from isogloss.kit.contaminated import contaminated
from isogloss.kit.work import few_draws
from isogloss.methods.inference import around, clustered_mean, mean_of_clustered, null_of, or_absent
from isogloss.studies.language_probes.analysis.confusion import confusion
from isogloss.studies.language_probes.analysis.probing import RESAMPLES, share_right
from isogloss.studies.language_probes.experts import neurons_and_experts
from isogloss.studies.language_probes.schema import (
    CONTROLS,
    Alignment,
    Baseline,
    Headline,
    LanguageNeuron,
    LossChange,
    NeuronLayer,
    Neurons,
    Pair,
    Probe,
    Result,
    Transfer,
)
from isogloss.studies.language_probes.work import Probing

#: Neurons that travel with the answer.
SHOWN = 500
#: Addresses of a language's neurons: as many as the playground's address holds.
MOST_UNITS = 1000


class Answer:
    """Reads what the steps kept, once."""

    def __init__(self, work: Probing):
        self.work, self.params, self.load = work, work.params, work.ctx.load_array
        self.units, self.loss_rows = work.selected, work.loss_rows
        self.surface = work.load_json("surface")
        self.found = [work.load_json(f"probe/{layer}") for layer in range(work.layers)]

    # ---- probes --------------------------------------------------------------------------------------------------

    def _probe(self, layer: int) -> Probe:
        found = self.found[layer]
        own, null = found["accuracy"], found["shuffled"]
        return Probe(
            layer=layer,
            accuracy=_beside(own, null),
            by_split=own["by_split"],
            loss=found["loss"],
            recall=found["recall"],
        )

    def _headline(self, probes: Sequence[Probe]) -> Headline:
        """Over layers: each held-out example counts with the share of layers that tell it."""
        work, documents = self.work, self.work.example_documents
        told = [self.load(f"told/{layer}") for layer in range(work.layers)]
        right = np.mean([one == work.labels for one in told], axis=0)
        own = share_right(right, work.out, documents, seed=self.params.seed)
        nulls = [found["shuffled"] for found in self.found]
        null = {name: float(np.mean([one[name] for one in nulls])) for name in ("value", "low", "high")}
        best = max(CONTROLS, key=lambda name: self.surface[name]["value"])
        over = share_right(right - self.load(f"surface/{best}"), work.out, documents, seed=self.params.seed)
        values = [one.accuracy.value for one in probes if one.accuracy.value is not None]
        return Headline(
            accuracy=_beside(vars(own), null),
            surface=self.surface[best]["value"],
            over_surface=_beside(vars(over)),
            spread=max(values) - min(values),
        )

    def _transfer(self, layer: int) -> Transfer:
        found = self.found[layer]["transfer"]
        raw, centred = (
            {a: {b: _short(Estimate(**cell)) for b, cell in row.items()} for a, row in found[name].items()}
            for name in ("raw", "centred")
        )
        across, moved, within = (Estimate(**found[name]) for name in ("across", "across_centred", "within"))
        return Transfer(layer=layer, raw=raw, centred=centred, across=across, across_centred=moved, within=within)

    # ---- alignment -----------------------------------------------------------------------------------------------

    def _alignment(self, layer: int) -> Alignment:
        names, n = self.work.languages, self.work.n_documents
        pairs, null = self.load(f"pairs/{layer}"), self.load(f"pairs_null/{layer}")
        by_pair: dict[str, dict[str, Pair]] = {}
        for number, (i, j) in enumerate(zip(*np.triu_indices(len(names), 1), strict=True)):
            cells = [_between(pairs[m, :, number], null[m, :, number], n) for m in range(len(pairs))]
            retrieval, centred, cka = map(_short, cells)
            pair = Pair(retrieval=retrieval, retrieval_centred=centred, cka=cka)
            by_pair.setdefault(names[i], {})[names[j]] = pair
        return Alignment(
            layer=layer,
            retrieval=_between(self._retrieved("retrieval", layer), null[0].mean(1), n),
            retrieval_centred=_between(self._retrieved("retrieval_centred", layer), null[1].mean(1), n),
            cka=_between(pairs[2].mean(1), null[2].mean(1), n),
            by_pair=by_pair,
        )

    def _retrieved(self, name: str, layer: int) -> tuple[float, float, float]:
        hits = self.load(f"{name}_hits/{layer}")
        return clustered_mean(hits, np.ones(len(hits)), self.work.documents, resamples=RESAMPLES, seed=self.params.seed)

    # ---- neurons -------------------------------------------------------------------------------------------------

    def _neurons(self) -> Neurons:
        languages = self.work.languages
        member, chance = self.load("specific/member"), self.load("specific/chance")
        entropy, active = self.load("specific/entropy"), self.load("specific/active")
        counts = member.sum(1)
        layer_of = np.array([unit.place.layer for unit in self.units], int)
        loss, own, others = self._losses()
        return Neurons(
            n_units=sum(self.work.neurons.values()),
            selected=len(self.units),
            threshold=float(self.load("specific/threshold")[0]),
            gate="act(gate) > 0" if self.work.gates[0].role == "gate_out" else "activation > 0",
            by_language={
                language: Estimate(
                    value=float(counts[i]), n=len(chance), **null_of(float(counts[i]), chance[:, i].astype(float))
                )
                for i, language in enumerate(languages)
            },
            layers=tuple(
                NeuronLayer(
                    layer=layer,
                    by_language={
                        language: int((member[i] & (layer_of == layer)).sum()) for i, language in enumerate(languages)
                    },
                    any=int((layer_of == layer).sum()),
                )
                for layer in range(self.work.layers)
            ),
            neurons=tuple(
                LanguageNeuron(
                    unit=str(unit),
                    languages=tuple(name for i, name in enumerate(languages) if member[i, row]),
                    entropy=float(entropy[row]),
                    active={name: round(float(active[i, row]), 6) for i, name in enumerate(languages)},
                )
                for row, unit in enumerate(self.units[:SHOWN])
            ),
            units={
                language: tuple(str(unit) for unit, mine in zip(self.units, member[i], strict=True) if mine)[
                    :MOST_UNITS
                ]
                for i, language in enumerate(languages)
            },
            loss=tuple(loss),
            own=own,
            others=others,
            n_sentences=len(self.loss_rows),
        )

    def _losses(self) -> tuple[list[LossChange], Estimate | None, Estimate | None]:
        """Every pair of languages, then the means of the diagonal and of the rest."""
        languages, documents = self.work.languages, self.work.documents[self.loss_rows]
        _, cluster = np.unique(documents, return_inverse=True)
        member = self.load("specific/member")
        rows: list[LossChange] = []
        pairs: dict[bool, list[tuple[np.ndarray, ...]]] = {True: [], False: []}
        for i, language in enumerate(languages):
            if not member[i].any():
                continue
            added, tokens = self.load(f"off/{language}"), self.load(f"off_tokens/{language}")
            for j, read in enumerate(languages):
                each = added[:, j].sum(1) / tokens[j].sum()
                own_added, weight = added[0, j], tokens[j].astype(float)
                mean = clustered_mean(own_added, weight, cluster, resamples=RESAMPLES, seed=self.params.seed)
                change = _between(mean, each[1:], int(cluster.max()) + 1)
                rows.append(LossChange(switched_off=language, read=read, change=change))
                pairs[i == j].append((own_added, weight, each))
        own, others = (self._over_pairs(pairs[one], cluster) for one in (True, False))
        return rows, own, others

    def _over_pairs(self, pairs: list[tuple[np.ndarray, ...]], cluster: np.ndarray) -> Estimate | None:
        """Mean over pairs of nats added, tokens, and [1 + draws] means (the neurons' first); None where no language has
        a neuron."""
        if not pairs:
            return None
        added, tokens, each = (np.stack(parts) for parts in zip(*pairs, strict=True))
        found = mean_of_clustered(added, tokens, cluster, resamples=RESAMPLES, seed=self.params.seed)
        return _between(found, each.mean(0)[1:], len(pairs))

    # ---- all of it -----------------------------------------------------------------------------------------------

    def _notes(self) -> list[str]:
        params, told = self.params, self.work.told
        out = ["The band over splits says how much the split matters, not how much the training does."]
        if told.left_out:
            out.append("Left out: " + "; ".join(f"{name} ({why})" for name, why in told.left_out.items()) + ".")
        out += repeats_note(self.work.corpus, self.work.languages, self.work.ids)
        if told.class_of_id:
            out.append("Only sentences that have exactly one of the concepts are read.")
        out += few_draws(params.draws)
        none = [name for i, name in enumerate(self.work.languages) if not self.load("specific/member")[i].any()]
        if none:
            out.append(f"No neuron belongs to {', '.join(none)}: nothing was switched off for it.")
        if params.unit == "token" and params.target != "concept":
            out.append(
                "A token's own bytes often give its language away: the surface baseline is what a probe has to beat."
            )
        return out

    def result(self) -> Result:
        """Everything."""
        work, params = self.work, self.params
        probes = tuple(self._probe(layer) for layer in range(work.layers))
        baselines = tuple(
            Baseline(control=name, accuracy=_beside(self.surface[name]), by_split=self.surface[name]["by_split"])
            for name in CONTROLS
        )
        return Result(
            **work.head(),
            languages=work.languages,
            target=params.target,
            unit=params.unit,
            role=params.role,
            classes=work.classes,
            class_of=work.told.class_of,
            n_ids=len(work.ids),
            n_documents=work.n_documents,
            n_examples=len(work.examples),
            per_class={name: int((work.labels == i).sum()) for i, name in enumerate(work.classes)},
            headline=self._headline(probes),
            probes=probes,
            baselines=baselines,
            transfer=tuple(self._transfer(layer) for layer in range(work.layers)) if params.target == "concept" else (),
            alignment=tuple(self._alignment(layer) for layer in range(work.layers)),
            neurons=self._neurons(),
            experts=neurons_and_experts(work),
            contaminated=contaminated(work.ctx.store, work.model, work.corpus, work.ids),
            notes=tuple(self._notes()),
        )

    def confusion(self) -> np.ndarray:
        """The last layer's, over all splits: [truth, predicted]."""
        told = self.load(f"told/{self.work.layers - 1}")
        return confusion(told, self.work.labels, len(self.work.classes))

    def index(self) -> dict[str, Any]:
        """What the confusion's examples are found by (``api``)."""
        work = self.work
        return {
            "layers": work.layers,
            "classes": list(work.classes),
            "languages": list(work.languages),
            "ids": list(work.ids),
            "labels": work.labels.tolist(),
            "examples": [[i, j, None, None] if a < 0 else [i, j, a, b] for i, j, a, b in work.examples.tolist()],
        }


def point_of(result: Result) -> dict[str, Any]:
    """What a ladder shows of a checkpoint's answer in another form than it has there."""
    return {
        "transfer": tuple(row.across_centred for row in result.transfer),
        "alignment": tuple(row.model_copy(update={"by_pair": {}}) for row in result.alignment),
        "own": result.neurons.own,
        "others": result.neurons.others,
        "experts": None if result.experts is None else result.experts.total.experts,
    }


def _beside(own: dict[str, Any], null: dict[str, Any] | None = None) -> Estimate:
    """A share with its interval, and another one as its null."""
    band = (
        {}
        if null is None
        else {"null": null["value"], "null_low": or_absent(null["low"]), "null_high": or_absent(null["high"])}
    )
    value = or_absent(own["value"])
    return Estimate(value=value, **_around(value, own["low"], own["high"]), n=own.get("n", 0), **band)


def _between(mean: Sequence[float] | np.ndarray, draws: np.ndarray, n: int) -> Estimate:
    """A measure between languages (value, low, high) beside what other documents' sentences, or other units, give."""
    value, low, high = map(float, mean)
    if not np.isfinite(value):
        return Estimate(value=None, n=0)
    return Estimate(value=value, **_around(value, low, high), n=n, **null_of(value, draws))


def _around(value: float | None, low: float | None, high: float | None) -> dict[str, float | None]:
    """An interval with its value in it; None where an end, or the value, is not known."""
    if value is None or low is None or high is None:
        return {"low": None, "high": None}
    return dict(zip(("low", "high"), map(or_absent, around(value, (low, high))), strict=True))


def _short(e: Estimate) -> Estimate:
    """For the many cells of a matrix: six digits behind the point, but p as it is: rounded it may be too low."""
    return Estimate(**{name: round(v, 6) if isinstance(v, float) and name != "p" else v for name, v in e})
