"""Reading one finished run for its pages: experts of a concept, and everything about one unit."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from isogloss.activations.unit_sets import UNITS_A_CHUNK, activity_chunk, worth
from isogloss.corpora.tables import SentenceRow
from isogloss.models.tables import CheckpointRow
from isogloss.runs.rows.tables import RunArtifactRow, RunChildRow, RunRow
from isogloss.store.npy import read_array
from isogloss.store.unit_score import Score, expert_languages, of_concept, of_unit
from isogloss.studies.concept_neurons import unit_panels
from isogloss.studies.concept_neurons.schema import Expert, Experts
from isogloss.studies.concept_neurons.tables import UNITS_A_PAGE
from isogloss.vocabulary.address import UnitAddress
from isogloss.vocabulary.errors import NotFound, Refused
from isogloss.web.answers import assembled, growing
from isogloss.web.reader import Reader

STUDY = "concept_neurons"
#: 95 % of a normal distribution lie within so many standard errors.
_WITHIN = 1.96


@dataclass(frozen=True)
class Index:
    """Names and nulls of a run, as ``job._index`` wrote them."""

    languages: list[str]
    concepts: list[str]
    places: dict[str, int]
    positives: list[int]
    chance: list[float]
    held_out_chance: list[float]
    unit_high: list[list[float]]
    k: int
    layers: int
    #: [languages][folds][concepts], for a held-out AP that is a mean over 1, 2, ... folds; version 1 had none.
    held_out_high: list[list[list[float | None]]] | None = None


class Pages:
    """Reads one finished checkpoint run. A series' key means its last finished checkpoint."""

    def __init__(self, read: Reader, session: Session, key: str):
        self.read, self.session = read, session
        run = read.run(session, key)
        self.asked = run
        if run.kind == "series":
            children = [child for child, _ in self._children(run)]
            if not children:
                read.finished(session, key, STUDY)
            run = children[-1] if children else run
        self.run = read.finished(session, run.key, STUDY)
        self.index = Index(**orjson.loads(read.kept(session, self.run.id, "index")))

    def send(self, body: bytes, tag: str, *, grows: bool = False) -> Response:
        """The answer: the same under a checkpoint's own key, until the next checkpoint under a series' key."""
        return (growing if grows or self.asked.kind == "series" else assembled)(body, tag)

    def _children(self, series: RunRow) -> list[tuple[RunRow, str]]:
        """Finished checkpoints of a series, in training order, with their names."""
        query = (
            select(RunRow, RunChildRow.label)
            .join(RunChildRow, RunChildRow.child_id == RunRow.id)
            .where(RunChildRow.parent_id == series.id, RunRow.status == "done")
            .order_by(RunChildRow.position)
        )
        return [(run, label) for run, label in self.session.execute(query)]

    def ladder(self, series: str | None) -> tuple[list[tuple[RunRow, str]], bool]:
        """The checkpoints to show beside this one, and whether none can be added any more."""
        row: RunRow | None
        if series is not None:
            row = self.read.run(self.session, series)
        elif self.asked.kind == "series":
            row = self.asked
        else:
            parents = select(RunRow).join(RunChildRow, RunChildRow.parent_id == RunRow.id)
            row = self.session.scalar(parents.where(RunChildRow.child_id == self.run.id).order_by(RunRow.id.desc()))
        children = self._children(row) if row is not None else []
        if not any(child.id == self.run.id for child, _ in children):
            return [(self.run, self.run.checkpoint or "")], False
        return children, row is not None and row.status == "done"

    # ---- experts ---------------------------------------------------------------------------------------------------

    def experts(
        self, concept: str, both: tuple[str | None, str | None], at_least: int, layer: int | None, part: slice
    ) -> Experts:
        """Units of one concept, by number of languages, then by mean AP."""
        c = self._check_concept(concept)
        wanted = [language for language in both if language is not None]
        for language in wanted:
            if language not in self.index.languages:
                raise Refused(
                    "unknown_language",
                    f"This run has no “{language[:40]}”.",
                    hint=f"It has: {', '.join(self.index.languages)}.",
                    field="a" if language == both[0] else "b",
                )
        by_unit: dict[tuple[str, int], dict[str, Score]] = {}
        for row in of_concept(self.session, self.run.id, concept):
            by_unit.setdefault((row.place, row.unit), {})[row.language] = row
        kept = {
            unit: rows
            for unit, rows in by_unit.items()
            if len(rows) >= at_least and all(name in rows for name in wanted)
        }
        layers: dict[int, int] = {}
        for place, _ in kept:
            layers[_layer(place)] = layers.get(_layer(place), 0) + 1
        if layer is not None:
            kept = {unit: rows for unit, rows in kept.items() if _layer(unit[0]) == layer}
        order = sorted(kept, key=lambda unit: (*_worth(kept[unit], wanted), unit))
        shown = [self._expert(unit, kept[unit], wanted) for unit in order[part]]
        return Experts(
            concept=concept,
            languages=tuple(wanted or self.index.languages),
            k=self.index.k,
            chance=self.index.chance[c],
            held_out_chance=self.index.held_out_chance[c],
            total=len(kept),
            experts=tuple(shown),
            layers=dict(sorted(layers.items())),
        )

    def _expert(self, unit: tuple[str, int], rows: dict[str, Score], wanted: list[str]) -> Expert:
        return Expert(
            unit=f"{unit[0]}.{unit[1]}",
            rank=rows[wanted[0]].rank if wanted else None,
            ap={name: row.ap_held_out for name, row in rows.items() if row.ap_held_out is not None},
            ap_selected={name: row.ap_selected for name, row in rows.items()},
            expert_in=tuple(name for name in self.index.languages if name in rows),
        )

    def _check_concept(self, concept: str) -> int:
        if concept not in self.index.concepts:
            raise Refused(
                "unknown_concept",
                f"This run has no concept “{concept[:80]}”.",
                hint=f"It has: {', '.join(self.index.concepts[:60])}.",
                field="concept",
            )
        return self.index.concepts.index(concept)

    # ---- one unit --------------------------------------------------------------------------------------------------

    def unit(self, text: str, concept: str | None, ladder: list[tuple[RunRow, str]]) -> dict[str, Any]:
        """Everything the unit page shows, as ``schema.UnitPage`` has it; plain objects, for there are hundreds."""
        address = self._address(text)
        rows = of_unit(self.session, self.run.id, str(address.place), address.unit)
        chosen = concept or max(rows, key=lambda row: row.ap_selected, default=None)
        name = chosen if isinstance(chosen, str) else chosen.concept if chosen else self.index.concepts[0]
        c = self._check_concept(name)
        kept = self._kept(address, [run for run, _ in ladder])
        mine = kept[self.run.id]
        scores, activity = read_array(mine["scores"]), read_array(mine["activity"])
        at = address.unit % UNITS_A_CHUNK
        described, absent = self._described(address)
        expert_in: dict[str, dict[str, Score]] = {}
        for row in rows:
            expert_in.setdefault(row.concept, {})[row.language] = row
        previous, following, position, of = self._neighbours(name, address)
        return dict(
            run=self.run.key,
            unit=str(address),
            layer=address.place.layer,
            layers=self.index.layers,
            model=self.run.model or "",
            checkpoint=self.run.checkpoint or "",
            concept=name,
            clamp=described["range"][1] if described else 0.0,
            languages=tuple(self._languages(activity[at], described)),
            concepts=tuple(self._concepts(scores[at].astype(float), expert_in, described)),
            trajectory=tuple(self._trajectory(address, c, name, ladder, kept)),
            trajectory_absent=tuple(label for run, label in ladder if "scores" not in kept.get(run.id, {})),
            absent=absent,
            **unit_panels.effects_of(described, address, absent),
            histogram=unit_panels.histogram_of(described, name),
            histogram_absent=unit_panels.histogram_absent(described, name, absent),
            contaminated=self._contaminated(),
            previous=previous,
            next=following,
            position=position,
            of=of,
        )

    def _address(self, text: str) -> UnitAddress:
        address = UnitAddress.parse(text)
        width = self.index.places.get(str(address.place))
        if width is None or address.unit >= width:
            have = ", ".join(list(self.index.places)[:40])
            near = f"{address.place.role}.{min(address.place.layer, self.index.layers - 1)}"
            near = near if near in self.index.places else next(iter(self.index.places))
            unit = min(address.unit, self.index.places[near] - 1)
            raise NotFound(
                "unknown_address",
                f"This run has no unit {text}. It ranked: {have}.",
                hint=f"Did you mean {near}.{unit}?",
                field="unit",
            )
        return address

    def _kept(self, address: UnitAddress, runs: list[RunRow]) -> dict[int, dict[str, bytes]]:
        """The chunks that hold this unit, of all these runs, found in one query."""
        number = address.unit // UNITS_A_CHUNK
        names = {f"scores/{address.place}/{number}": "scores", activity_chunk(address.place, number): "activity"}
        names["index"] = "index"
        query = select(RunArtifactRow.run_id, RunArtifactRow.name, RunArtifactRow.digest).where(
            RunArtifactRow.run_id.in_({run.id for run in runs} | {self.run.id}), RunArtifactRow.name.in_(names)
        )
        out: dict[int, dict[str, bytes]] = {}
        for run_id, name, digest in self.session.execute(query).all():
            if name.startswith("activity") and run_id != self.run.id:
                continue
            out.setdefault(run_id, {})[names[name]] = self.read.bytes_of(digest)
        for name, what in names.items():
            if what not in out.get(self.run.id, {}):
                self.read.kept_digest(self.session, self.run.id, name)
        return out

    def _described(self, address: UnitAddress) -> tuple[dict[str, Any] | None, str | None]:
        """What was described of the unit, None where it is no expert of any concept; and why else it is absent."""
        try:
            return self._description(address), None
        except NotFound as error:
            if error.code != "not_in_bundle":
                raise
            return None, unit_panels.NOT_BROUGHT

    def _description(self, address: UnitAddress) -> dict[str, Any] | None:
        start = 0
        for place, width in self.index.places.items():
            if place == str(address.place):
                break
            start += width
        units = self.read.kept_array(self.session, self.run.id, "described")
        row = int(np.searchsorted(units, start + address.unit))
        if row >= len(units) or units[row] != start + address.unit:
            return None
        pages = self.read.kept(self.session, self.run.id, f"units/{row // UNITS_A_PAGE}")
        return dict(orjson.loads(pages.split(b"\n")[row % UNITS_A_PAGE]))

    def _languages(self, activity: np.ndarray, described: dict[str, Any] | None) -> list[dict[str, Any]]:
        examples = described["examples"] if described else {}
        texts = self._texts({(language, shown["id"]) for language, found in examples.items() for shown in found})
        return [
            {
                "language": language,
                "firing_rate": float(activity[b, 1]),
                "mean": float(activity[b, 0]),
                "examples": tuple(
                    unit_panels.example(shown, texts[language, shown["id"]]) for shown in examples.get(language, ())
                ),
            }
            for b, language in enumerate(self.index.languages)
        ]

    def _texts(self, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
        query = select(SentenceRow.language, SentenceRow.item_id, SentenceRow.text).where(
            SentenceRow.corpus_id == self.run.params["corpus"],
            SentenceRow.language.in_({language for language, _ in wanted}),
            SentenceRow.item_id.in_({item for _, item in wanted}),
        )
        return {(language, item): text for language, item, text in self.session.execute(query)}

    def _concepts(
        self, scores: np.ndarray, expert_in: dict[str, dict[str, Score]], described: dict[str, Any] | None
    ) -> list[dict[str, Any]]:
        """scores: [C, L, 2] AP and standard error.

        Interval and null are those of the AP that is shown: the held-out one where there is one, else that on all ids,
        which an expert was chosen by, so that it has neither there. Where the positives stand in too few documents
        there is no interval.
        """
        index, languages = self.index, self.index.languages
        out = []
        for c, name in enumerate(index.concepts):
            rows = expert_in.get(name, {})
            forcing = (described or {}).get("concepts", {}).get(name, {}).get("forcing", {})
            ap = {language: round(float(scores[c, b, 0]), 5) for b, language in enumerate(languages)}
            held_out = {name: row.ap_held_out for name, row in rows.items() if row.ap_held_out is not None}
            ends, null = {}, {}
            for b, language in enumerate(languages):
                if language in held_out:
                    found = (described or {}).get("held_out", {}).get(name, {}).get(language)
                    # The value was stored in single precision.
                    ends[language] = found and [min(found[0], held_out[language]), max(found[1], held_out[language])]
                    null[language] = self._null_high(b, c, rows[language].folds)
                elif language not in rows:
                    reach = _WITHIN * float(scores[c, b, 1])
                    if isfinite(reach):
                        ends[language] = [max(0.0, ap[language] - reach), min(1.0, ap[language] + reach)]
                    null[language] = index.unit_high[b][c]
            out.append(
                {
                    "concept": name,
                    "positives": index.positives[c],
                    "chance": index.chance[c],
                    "held_out_chance": index.held_out_chance[c],
                    "ap": ap,
                    "low": {language: found[0] for language, found in ends.items() if found},
                    "high": {language: found[1] for language, found in ends.items() if found},
                    "null_high": {language: found for language, found in null.items() if found is not None},
                    "held_out": held_out,
                    "expert_in": tuple(language for language in languages if language in rows),
                    "on_p50": {language: values[0] for language, values in forcing.items()},
                    "on_p90": {language: values[1] for language, values in forcing.items()},
                    "off_mean": {language: values[2] for language, values in forcing.items()},
                }
            )
        return out

    def _null_high(self, b: int, c: int, folds: int) -> float | None:
        """What 97.5 % of units stay below, held out on so many folds, for sentences that mean nothing."""
        found = self.index.held_out_high
        return found[b][max(1, folds) - 1][c] if found else None

    def _contaminated(self) -> str | None:
        """What the run says of the text it read."""

        def read(_: str) -> bytes:
            # A run that is done has a result.
            stored = self.read.store.artifacts.get(self.run.result_digest or "")
            return orjson.dumps(orjson.loads(stored).get("contaminated"))

        said: str | None = orjson.loads(self.read.recent.get(f"contaminated/{self.run.key}", read))
        return said

    def _trajectory(
        self,
        address: UnitAddress,
        c: int,
        name: str,
        ladder: list[tuple[RunRow, str]],
        kept: dict[int, dict[str, bytes]],
    ) -> list[dict[str, Any]]:
        steps = dict(
            self.session.execute(
                select(CheckpointRow.revision, CheckpointRow.step).where(CheckpointRow.model_id == self.run.model)
            ).all()
        )
        experts = expert_languages(self.session, [run.id for run, _ in ladder], name, str(address.place), address.unit)
        out = []
        for run, checkpoint in ladder:
            chunks = kept.get(run.id)
            if not chunks or "scores" not in chunks:
                continue
            index = Index(**orjson.loads(chunks["index"]))
            if name not in index.concepts:
                continue
            row = read_array(chunks["scores"])[address.unit % UNITS_A_CHUNK, index.concepts.index(name), :, 0].astype(
                float
            )
            out.append(
                {
                    "key": run.key,
                    "checkpoint": checkpoint,
                    "step": steps.get(checkpoint),
                    "ap": {language: round(float(row[b]), 5) for b, language in enumerate(index.languages)},
                    "expert_in": tuple(sorted(experts.get(run.id, ()), key=index.languages.index)),
                }
            )
        return out

    def _neighbours(self, concept: str, address: UnitAddress) -> tuple[str | None, str | None, int | None, int | None]:
        """The units before and after this one among the concept's experts, in the order of the experts' list."""
        order = self._order(concept)
        unit = str(address)
        if unit not in order:
            return None, None, None, None
        at = order.index(unit)
        return (order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None, at + 1, len(order))

    def _order(self, concept: str) -> list[str]:
        def read(_: str) -> bytes:
            by_unit: dict[tuple[str, int], dict[str, Score]] = {}
            for row in of_concept(self.session, self.run.id, concept):
                by_unit.setdefault((row.place, row.unit), {})[row.language] = row
            order = sorted(by_unit, key=lambda unit: (*worth(by_unit[unit].values()), unit))
            return orjson.dumps([f"{place}.{unit}" for place, unit in order])

        return list(orjson.loads(self.read.recent.get(f"order/{self.run.key}/{concept}", read)))


def _layer(place: str) -> int:
    return int(place.rsplit(".", 1)[1])


def _worth(rows: dict[str, Score], wanted: list[str]) -> tuple[int, float]:
    """What experts are sorted by: in the languages that are wanted, or in all they were found in."""
    return worth([rows[name] for name in wanted] if wanted else rows.values())
