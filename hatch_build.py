"""Build hook: a wheel carries the migrations and the built front end; an editable install reads them from the clone."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RESOURCES = {"migrations": "isogloss/_resources/migrations", "frontend/dist": "isogloss/_resources/frontend"}


class ResourcesHook(BuildHookInterface):
    """Adds RESOURCES to the wheel, and refuses to build one that would have no pages."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the wheel is written; ``version`` is ``editable`` for ``pip install -e``."""
        if version == "editable":
            return
        for source, target in RESOURCES.items():
            if not (Path(self.root) / source).is_dir():
                raise FileNotFoundError(f"{source} is not there: `make wheel` builds what belongs into a wheel.")
            build_data["force_include"][source] = target
