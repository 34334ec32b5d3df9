"""Shapes are documentation that cannot rot: under pytest, beartype checks the jaxtyping annotations of the numerics."""

import sys
from pathlib import Path

from jaxtyping import install_import_hook

PACKAGE = Path(__file__).parents[1] / "backend" / "isogloss"


def numerics() -> list[str]:
    """The modules whose signatures are checked: methods, and each study's analysis."""
    studies = sorted(path.parent.name for path in PACKAGE.glob("studies/*/analysis*"))
    return ["isogloss.methods", *(f"isogloss.studies.{name}.analysis" for name in studies)]


def _instrument() -> None:
    """Before any test imports them: this module is loaded by the outermost conftest, ahead of those further down."""
    early = [name for name in numerics() if name in sys.modules]
    if early:
        raise RuntimeError(f"imported before their shapes could be checked: {', '.join(early)}")
    install_import_hook(numerics(), "beartype.beartype")


_instrument()
