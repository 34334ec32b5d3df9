"""Which tests go to one worker of pytest-xdist: those of a file, and files that share what takes long to make."""

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

#: Browser tests of the one served house, in two parts: each part costs a house with its worker, and a browser. The
#: planted models' concept runs are made once for all of their files.
_TOGETHER = {
    "tests/e2e/test_every_page.py": "house 1",
    "tests/e2e/test_keys.py": "house 1",
    "tests/e2e/test_scripts.py": "house 1",
    "tests/e2e/test_findings.py": "house 2",
    "tests/e2e/test_playground.py": "house 2",
    "tests/e2e/test_refusals.py": "house 2",
    "tests/e2e/test_story.py": "house 2",
}


class _Distribution(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "planted" if file.startswith("tests/oracles/planted/") else _TOGETHER.get(file, file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Ours, where files stay together anyway."""
    return _Distribution(config, log) if config.getvalue("dist") == "loadfile" else None
