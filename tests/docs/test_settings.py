"""Every setting that a page, the compose file or the image names exists, and the page of settings has them all."""

import re

from isogloss.settings import Settings
from tests.architecture.repository import ROOT

#: Read by docker compose itself, before anything of ours starts.
COMPOSES_OWN = {"ISOGLOSS_SHELF", "ISOGLOSS_PUBLISHED_PORT"}
KNOWN = {f"ISOGLOSS_{name.upper()}" for name in Settings.model_fields} | COMPOSES_OWN


def test_every_setting_named_anywhere_exists():
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "docker-compose.yml", ROOT / "Dockerfile"]:
        named = set(re.findall(r"\bISOGLOSS_[A-Z_]+\b", path.read_text()))
        assert named <= KNOWN, f"{path.name}: {sorted(named - KNOWN)}"


def test_the_page_of_settings_names_every_setting_a_lab_sets():
    page = (ROOT / "docs" / "many-workers.md").read_text()
    missing = [name for name in sorted(KNOWN) if name not in page]
    assert not missing, missing
