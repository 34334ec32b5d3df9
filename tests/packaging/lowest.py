"""The lowest versions that pyproject.toml's ranges allow, one pin a line: ``python tests/packaging/lowest.py``."""

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
#: What the tests that are run on these versions need beside what Isogloss itself asks for.
_TESTING = ("pytest", "pytest-timeout", "pytest-xdist", "hypothesis", "beartype", "scikit-learn")


def lowest() -> dict[str, str]:
    """Each direct requirement's lower bound by name; raises ValueError for a range without one."""
    project = tomllib.loads(PYPROJECT.read_text())["project"]
    asked = [Requirement(text) for text in project["dependencies"]]
    dev = (Requirement(text) for text in project["optional-dependencies"]["dev"])
    found = {}
    for requirement in [*asked, *(r for r in dev if r.name in _TESTING)]:
        bounds = [part.version for part in requirement.specifier if part.operator in (">=", "==")]
        if len(bounds) != 1:
            raise ValueError(f"{requirement} has no lower bound")
        extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
        found[requirement.name + extras] = bounds[0]
    return found


if __name__ == "__main__":
    sys.stdout.writelines(f"{name}=={version}\n" for name, version in lowest().items())
