"""constraints.txt is the tested set: everything asked for is pinned, within its range, and it is what runs here."""

import tomllib
from importlib.metadata import PackageNotFoundError, version

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.repository import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def pins() -> dict[str, Version]:
    """Name to version; fails on anything but ``name==version``."""
    found = {}
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, pinned = line.split("==")
            found[canonicalize_name(name)] = Version(pinned)
    return found


def asked_for() -> list[Requirement]:
    """Every direct requirement, extras included."""
    extras = [text for texts in PROJECT["optional-dependencies"].values() for text in texts]
    return [Requirement(text) for text in [*PROJECT["dependencies"], *extras]]


def test_every_direct_requirement_is_pinned_within_its_range():
    for requirement in asked_for():
        pinned = pins().get(canonicalize_name(requirement.name))
        assert pinned is not None, f"{requirement.name} is not pinned"
        assert requirement.specifier.contains(pinned), f"{requirement} excludes {pinned}"


def test_no_pin_names_a_local_build():
    """``2.13.0+cpu`` would shut out everybody whose index has plain ``2.13.0``; the plain pin admits both."""
    assert not [name for name, pinned in pins().items() if pinned.local]
    assert pins()["torch"] == Version("2.13.0")


def test_nothing_brings_torchvision():
    """Beside a CPU-only torch it dies on import, and takes transformers with it."""
    assert not {"torchvision", "torchaudio"} & (pins().keys() | {canonicalize_name(r.name) for r in asked_for()})


def test_what_runs_here_is_the_tested_set():
    for name, pinned in pins().items():
        try:
            assert Version(Version(version(name)).public) == pinned, name
        except PackageNotFoundError:
            continue  # an extra, or another platform's
