"""What follows from the params before the model runs: units, texts, controls. The same after every death."""

from collections.abc import Sequence
from functools import cached_property

from isogloss.activations.controls import Change, edits_of, matched_units, pooled_medians, random_changes
from isogloss.activations.donors import read_donors
from isogloss.contract.context import RunContext
from isogloss.corpora.choosing import by_seed
from isogloss.kit.texts import words_of
from isogloss.kit.work import ModelWork
from isogloss.models.editing import Donors, Edit, Edits, prepare
from isogloss.models.points import check_place
from isogloss.studies.interventions.panes import prompt_ids
from isogloss.studies.interventions.schema import ChosenSet, Unit
from isogloss.studies.interventions.study import Plan, Resolved
from isogloss.vocabulary.address import UnitAddress
from isogloss.vocabulary.errors import Refused

#: Positives whose medians random units are forced to.
MOST_POSITIVES = 200
#: Sentences of each language whose tokens lend their values to a resampled unit.
DONOR_SENTENCES = 40


class Intervention(ModelWork[Plan]):
    """One run at work."""

    def __init__(self, plan: Plan, ctx: RunContext):
        super().__init__(plan, ctx)
        self.params, self.source, self.sets = plan.params, plan.source, plan.sets
        self.widths = {unit.place: check_place(self.model.config, unit.place) for of in self.sets for unit in of.units}
        #: What the concept run knows of the places that are changed; None where it ranked others.
        self.activity = self.source.activity(ctx, self.widths) if self.source else None
        self.changes = [_change(of) for of in self.sets]
        self._donated = Donors({})

    @property
    def languages(self) -> tuple[str, ...]:
        """The concept run's languages, or the prompts'."""
        if self.source is not None:
            return self.source.languages
        return tuple(dict.fromkeys(p.language for p in self.params.prompts if p.language))

    @property
    def concept(self) -> tuple[str, str | None] | None:
        """The concept whose words are looked for, and the language its experts were found in; None for a list."""
        named = [of.asked for of in self.sets if of.asked.concept is not None]
        return (named[0].concept or "", named[0].language) if named else None

    @cached_property
    def prompts(self) -> list[list[int]]:
        """Tokens of every prompt."""
        return prompt_ids(self.loaded(), self.params)

    def prepared(self, variants: Sequence[Sequence[Change]]) -> Edits:
        """These changes as edits, a variant each; raises Refused for means that the concept run does not have."""
        resampled = {
            unit for of in variants for change in of if change.operation == "resample" for unit in change.units
        }
        edits = [self._edits(variant) for variant in variants]
        return prepare(self.loaded(), edits, self._donors(resampled) if resampled else None)

    def _donors(self, units: set[UnitAddress]) -> Donors:
        """Values to resample from, at tokens of all the concept run's languages.

        The donor tokens are the same for all units; what was read of them once is not read again.
        """
        known = self._donated.values
        if new := sorted(units - known.keys()):
            assert self.source is not None
            chosen = by_seed(self.source.read_ids, DONOR_SENTENCES, seed=self.params.seed)
            texts = [text for language in self.languages for text in self.source.corpus.texts(language, chosen)]
            seed, cancelled = self.params.seed, self.ctx.check_cancelled
            known.update(read_donors(self.loaded(), texts, new, seed=seed, check_cancelled=cancelled).values)
        return Donors({unit: known[unit] for unit in units})

    def _edits(self, changes: Sequence[Change]) -> list[Edit]:
        if self.activity is None and any(change.operation == "mean" for change in changes):
            raise Refused(
                "no_means",
                "The concept run named here did not read these places, so their means are not known.",
                hint="Name one that ranked them, or switch the units to zero.",
                field="concept_run",
            )
        return edits_of(changes, self.activity)

    def random(self) -> list[list[Change]]:
        """[draw]: the same changes to matched random units, each forced to its own median."""
        p = self.params
        if not p.draws:
            return []
        try:
            found = matched_units(
                self.changes, self.widths, self.activity, draws=p.draws, seed=self.seed("random units")
            )
        except ValueError as error:
            raise Refused(
                "too_few_partners",
                f"Too few units are left to draw a control from: {error}.",
                hint="Change fewer units, or ask for no random units.",
                field="draws",
            ) from error
        # A number that was given is given to the random units too; a median is each unit's own.
        strengths = [
            of.asked.strength if change.values is not None and of.asked.value is None else None
            for of, change in zip(self.sets, self.changes, strict=True)
        ]
        wanted = {
            unit
            for draw in found
            for units, strength in zip(draw, strengths, strict=True)
            if strength is not None
            for unit in units
        }
        medians = self._medians(sorted(wanted)) if wanted else {}
        return [random_changes(self.changes, draw, medians, strengths) for draw in found]

    def _medians(self, units: list[UnitAddress]) -> dict[UnitAddress, float]:
        """Random units' own medians over the positives that the experts' medians are over."""
        assert self.concept is not None and self.source is not None
        concept, language = self.concept
        names = [language] if language else self.languages
        texts = [text for name in names for text in self.source.positives(concept, name)]
        texts = by_seed(texts, MOST_POSITIVES, seed=self.params.seed)
        return pooled_medians(self.loaded(), texts, units, check_cancelled=self.ctx.check_cancelled)

    def words(self) -> dict[str, tuple[str, ...]]:
        """The concept's words in each language; empty where none are looked for."""
        if self.concept is None or self.source is None or not self.params.keywords:
            return {}
        return words_of(self.source, self.concept[0], self.params.keywords)

    def chosen_sets(self) -> tuple[ChosenSet, ...]:
        """The unit sets as the answer has them."""
        return tuple(self._chosen(of) for of in self.sets)

    def _chosen(self, of: Resolved) -> ChosenSet:
        layers: dict[int, int] = {}
        for unit in of.units:
            layers[unit.place.layer] = layers.get(unit.place.layer, 0) + 1
        half = (len(self.languages) + 1) // 2
        return ChosenSet(
            label=label(of),
            operation=of.asked.operation,
            units=tuple(Unit(unit=str(u), value=v) for u, v in zip(of.units, of.values, strict=True)),
            layers=dict(sorted(layers.items())),
            shared=sum(len(expert.rank) >= half for expert in of.experts),
        )


def _change(of: Resolved) -> Change:
    values = tuple(v for v in of.values if v is not None)
    return Change(of.asked.operation, of.units, values or None, of.asked.strength)


def label(of: Resolved) -> str:
    """A unit set in a few words."""
    asked, n = of.asked, len(of.units)
    if asked.concept is None:
        return f"{n:,} listed units" if n > 1 else str(of.units[0])
    found = "Experts" if asked.language is None else f"{asked.language} experts"
    rest = f", shared by {asked.shared_by} languages or more" if asked.shared_by else ""
    rest += ", of no other language" if asked.only else ""
    return f"{found} for {asked.concept}{rest}"
