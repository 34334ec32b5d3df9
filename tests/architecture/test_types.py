"""The types hold: in one run of the checker, which costs a minute of a core where nothing is remembered yet."""

import subprocess
import sys
from pathlib import Path

import pytest

from isogloss.studies import STUDIES
from tests.architecture.repository import ROOT


def jobs() -> str:
    """A module that is right where every study's job takes the plan and gives the answers of its study.

    To the checker a module is a ``Job`` where its functions are; modules are loaded by name, so that nothing else
    compares the two.
    """
    lines = ["from isogloss.contract.study import Job, LadderJob"]
    for study in STUDIES:
        plan, schema = f"{study.name}_plan", f"{study.name}_schema"
        lines.append(f"from {study.home} import job as {study.name}, schema as {schema}")
        lines.append(f"from {study.home}.study import Plan as {plan}")
        kind = f"LadderJob[{plan}, {schema}.Result, {schema}.SeriesResult]" if study.series_result else f"Job[{plan}]"
        lines.append(f"_{study.name}: {kind} = {study.name}")
    return "\n".join(lines) + "\n"


@pytest.mark.tools
@pytest.mark.timeout(400)
def test_the_types_hold_and_every_job_is_of_its_studys(tmp_path: Path) -> None:
    (tmp_path / "jobs.py").write_text(jobs())
    command = [sys.executable, "-m", "mypy", "backend/isogloss", str(tmp_path / "jobs.py")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
