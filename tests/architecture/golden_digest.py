"""Golden digests: what each study's analysis says about one fixed tiny input, kept under the study's version.

``tests/studies/<name>/golden.py`` offers ``outcome() -> {part: JSON}``, computed by the study's analysis alone. Rewrite
the kept digests with ``python -m tests.architecture.golden_digest`` (of those that are named, or of all); it refuses
while the version is the old one.
"""

import importlib
import json
import math
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from isogloss.studies import STUDIES
from isogloss.vocabulary.digest import digest_of

FOLDER = Path(__file__).parent / "golden"
#: Digits that agree between machines and thread counts; a change of meaning moves more than that.
SIGNIFICANT = 5


def rounded(value: Any) -> Any:
    """The value with every float cut to SIGNIFICANT digits, so that the last bit of a sum is no change of meaning."""
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT}g}") + 0.0 if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {str(key): rounded(part) for key, part in value.items()}
    return [rounded(part) for part in value] if isinstance(value, (list, tuple)) else value


def current(name: str) -> dict[str, Any]:
    """What the study's analysis says now: per part of the outcome one digest, so that a change says where it is."""
    return {part: digest_of(rounded(value))[:16] for part, value in sorted(outcome(name).items())}


@cache
def outcome(name: str) -> dict[str, Any]:
    """What the study's analysis says, by part."""
    module = f"tests.studies.{name}.golden"
    try:
        return dict(importlib.import_module(module).outcome())
    except ModuleNotFoundError as missing:
        if not module.startswith(str(missing.name)):
            raise
        raise LookupError(
            f"tests/studies/{name}/golden.py is missing: its outcome() is what the analysis says about one fixed tiny "
            "input, by part (CONTRIBUTING.md shows one)"
        ) from None


def kept(name: str) -> dict[str, Any]:
    """The digests on file: ``{"version": n, "parts": {...}}``. Raises LookupError where there are none."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        written = f"python -m tests.architecture.golden_digest {name}"
        raise LookupError(f"tests/architecture/golden/{path.name} is missing: {written} writes it")
    return json.loads(path.read_text())


def main(names: Sequence[str] = ()) -> int:
    """Write what changed, of the studies named or of all; refuse where one changed its meaning and kept its version."""
    unknown = set(names) - {study.name for study in STUDIES}
    if unknown:
        print(f"No study in the register is called {', '.join(sorted(unknown))}.")
        return 1
    for study in (study for study in STUDIES if not names or study.name in names):
        path, new = FOLDER / f"{study.name}.json", {"version": study.version, "parts": current(study.name)}
        old = kept(study.name) if path.exists() else None
        # A part that is added changes no meaning; one that changed or went does.
        if old and old["version"] >= study.version and not old["parts"].items() <= new["parts"].items():
            print(f"{study.name}: the outcome changed; raise Study.version above {old['version']} first.")
            return 1
        path.write_text(json.dumps(new, indent=2, sort_keys=True) + "\n")
        print(f"{study.name}: version {study.version} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
