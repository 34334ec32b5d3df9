"""Editing: changing the values of units while the model runs, and counting what was changed.

``new = scale * old + shift``, or the value of a donor token, at chosen positions of chosen rows: so a unit is switched
off, set, scaled, moved or resampled. Rows of one batch may belong to different *variants* (sets of edits), for controls
that run side by side. Nothing else is touched: padding, rows of another variant and positions that were not chosen
keep the very bits they had.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch

from isogloss.methods.finite import is_finite
from isogloss.models.hooks import Source, hooked, sources
from isogloss.models.load import LoadedModel
from isogloss.models.points import check_unit
from isogloss.vocabulary.address import Address, UnitAddress
from isogloss.vocabulary.errors import Refused


@dataclass(frozen=True, slots=True)
class Edit:
    """What happens to one unit: ``scale * old + shift``; with ``donor``, the unit's value at a donor token."""

    unit: UnitAddress
    scale: float = 0.0
    shift: float = 0.0
    donor: bool = False


@dataclass(frozen=True)
class Donors:
    """Values of units at some tokens, to resample from: ``values[unit]`` is [tokens]."""

    values: dict[UnitAddress, torch.Tensor]

    @property
    def n(self) -> int:
        """How many donor tokens there are."""
        return len(next(iter(self.values.values())))


@dataclass(frozen=True)
class _Block:
    """Edits at one source. ``columns`` [U]; the others [variants, U]; ``bank`` [tokens, U]."""

    columns: torch.Tensor
    meant: torch.Tensor
    scale: torch.Tensor
    shift: torch.Tensor
    donor: torch.Tensor
    bank: torch.Tensor | None


@dataclass
class Touch:
    """What edits did so far. ``positions`` are (row, position) pairs, ``values`` those times units; ``changed`` are the
    values that were not what they became."""

    positions: int = 0
    values: int = 0
    changed: int = 0


@dataclass(frozen=True)
class Edits:
    """Edits made ready for one model; see :func:`prepare`."""

    loaded: LoadedModel
    blocks: dict[Source, _Block]
    n_units: tuple[int, ...]
    n_donors: int
    touch: Touch = field(default_factory=Touch)

    @property
    def variants(self) -> int:
        """How many sets of edits there are."""
        return len(self.n_units)


def prepare(loaded: LoadedModel, variants: Sequence[Sequence[Edit]], donors: Donors | None = None) -> Edits:
    """Make sets of edits ready. Raises Refused for a unit the model does not have, or one that is edited twice."""
    blocks: dict[Source, _Block] = {}
    units = sorted({edit.unit for variant in variants for edit in variant})
    for unit in units:
        check_unit(loaded.config, unit)
    for variant in variants:
        if len({edit.unit for edit in variant}) != len(variant):
            raise Refused("unit_twice", "A unit is edited twice.", hint="Change one unit in one way only.")
    columns = {place: _column(loaded, place) for place in {unit.place for unit in units}}
    by_source: dict[Source, list[UnitAddress]] = {}
    for unit in units:
        by_source.setdefault(columns[unit.place][0], []).append(unit)
    dtype, device = next(loaded.model.parameters()).dtype, loaded.device
    for source, here in by_source.items():
        at = {unit: i for i, unit in enumerate(here)}
        meant = torch.zeros(len(variants), len(here), dtype=torch.bool)
        scale = torch.ones(len(variants), len(here), dtype=torch.float64)
        shift = torch.zeros_like(scale)
        donor = torch.zeros_like(meant)
        for v, variant in enumerate(variants):
            for edit in variant:
                if edit.unit in at:
                    i = at[edit.unit]
                    meant[v, i], scale[v, i], shift[v, i], donor[v, i] = True, edit.scale, edit.shift, edit.donor
        scale, shift = scale.to(dtype), shift.to(dtype)
        if not (is_finite(scale) and is_finite(shift)):
            raise _no_number(loaded, [edit for variant in variants for edit in variant])
        bank = None
        if donor.any():
            if donors is None:
                raise ValueError("a donor edit needs donors")
            zero = torch.zeros(donors.n, dtype=dtype)
            bank = torch.stack([donors.values.get(unit, zero).to(dtype) for unit in here], dim=1).to(device)
        indices = torch.tensor([int(columns[unit.place][1][unit.unit]) for unit in here])
        blocks[source] = _Block(
            indices.to(device), meant.to(device), scale.to(device), shift.to(device), donor.to(device), bank
        )
    return Edits(loaded, blocks, tuple(len(variant) for variant in variants), donors.n if donors else 0)


def _no_number(loaded: LoadedModel, edits: Sequence[Edit]) -> Refused:
    """The refusal of the first number that the model's type does not hold: the unit would be set to infinity."""
    dtype = next(loaded.model.parameters()).dtype
    unit, number = next(
        (edit.unit, number)
        for edit in edits
        for number in (edit.scale, edit.shift)
        if not is_finite(torch.tensor(number, dtype=torch.float64).to(dtype))
    )
    wider = ", or use float32" if loaded.dtype == "float16" else ""
    return Refused(
        "not_finite",
        f"{unit} would be changed by {number:,.6g}, and {loaded.dtype} holds no such number.",
        hint=f"Take a smaller strength or value{wider}.",
        field="units",
    )


def _column(loaded: LoadedModel, place: Address) -> tuple[Source, torch.Tensor]:
    """The source of a place, and which of the source's columns are its units: [width]."""
    ((source, (share,)),) = sources(loaded, [place]).items()
    return source, share.of(torch.arange(loaded.places[place] * share.tap.parts))


@contextmanager
def editing(
    edits: Edits,
    chosen: torch.Tensor,
    variant: torch.Tensor | None = None,
    donors: torch.Tensor | None = None,
) -> Iterator[None]:
    """While open, one forward pass of this thread is edited where ``chosen`` [rows, positions] is True.

    ``variant`` [rows] says whose edits a row gets (the first's if absent), ``donors`` [rows, positions] which donor
    token each position takes. Counts into ``edits.touch``. Raises RuntimeError where an edited module did not run:
    the outputs would look like an intervention and be none.
    """
    rows = torch.zeros(len(chosen), dtype=torch.long, device=chosen.device) if variant is None else variant
    ran: set[Source] = set()
    changed: list[torch.Tensor] = []

    def at(source: Source, block: _Block) -> Callable[[torch.Tensor], None]:
        def change(values: torch.Tensor) -> None:
            ran.add(source)
            old = values[..., block.columns]
            new = old * block.scale[rows][:, None] + block.shift[rows][:, None]
            if block.bank is not None:
                assert donors is not None
                new = torch.where(block.donor[rows][:, None], block.bank[donors], new)
            meant = chosen[..., None] & block.meant[rows][:, None]
            new = torch.where(meant, new, old)
            changed.append((new != old).sum())
            values[..., block.columns] = new

        return change

    with hooked(edits.loaded, {source: at(source, block) for source, block in edits.blocks.items()}):
        yield
    if missing := edits.blocks.keys() - ran:
        raise RuntimeError(f"never ran: {sorted(source.module for source in missing)}")
    per_row = chosen.sum(1)
    units = torch.tensor(edits.n_units, device=chosen.device)[rows]
    edits.touch.positions += int(per_row[units > 0].sum())
    edits.touch.values += int((per_row * units).sum())
    edits.touch.changed += int(sum(changed, torch.zeros((), dtype=torch.long)))


def check_touched(edits: Edits) -> Touch:
    """What was touched; raises Refused where it was nothing, since the outputs would be plain ones."""
    if edits.touch.values == 0:
        raise Refused(
            "touched_nothing",
            "The intervention touched nothing: no position of any text was chosen.",
            hint="Choose every position, or an earlier one to begin at.",
            field="from_position",
        )
    if edits.touch.changed == 0:
        raise Refused(
            "changed_nothing",
            f"The intervention reached {edits.touch.values:,} values and changed none: each already was what it was to "
            "become.",
            hint="Choose other units, another strength or other prompts.",
            field="units",
        )
    return edits.touch
