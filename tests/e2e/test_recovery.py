"""A worker is killed in the middle of a run: the page says so, another takes over, finished steps are kept."""

import re
import shutil

import pytest

from tests.e2e import material
from tests.e2e.conftest import PATIENCE_MS, picture
from tests.e2e.served import Process, served, until

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(900)]

#: Enough work that a kill lands in the middle.
LONG = material.PARAMS | {"pseudo_concepts": 400, "set_sizes": 16, "halvings": 25, "units": "all_linear"}


def test_a_killed_worker_is_shown_and_another_finishes_the_run_from_its_kept_steps(visit, tmp_path, furnished):
    home = tmp_path / "home"
    shutil.copytree(furnished, home)
    with served(home, tmp_path, "--no-worker", dead_after_s=3) as house:
        page = visit(house, "/runs")
        page.get_by_text("No worker is running.").wait_for()
        key = house.ask(LONG)
        page.goto(f"{house.url}/runs/{key}")
        page.get_by_text("it waits until there is one").wait_for()
        picture(page, "recovery-1-no-worker")

        first = Process(home, tmp_path / "first.log", "worker", dead_after_s=3)
        try:
            until(lambda: house.get(f"/api/runs/{key}")["steps_done"] >= 2)
            page.locator(".run-head").get_by_text(re.compile(r"^(reading|ranking|tracing) ")).first.wait_for()
        finally:
            first.kill_all()
        page.get_by_text("The worker stopped answering.").wait_for()
        assert house.get(f"/api/runs/{key}")["status"] == "running"
        picture(page, "recovery-2-stopped")

        second = Process(home, tmp_path / "second.log", "worker", dead_after_s=3)
        try:
            # A worker that starts where the dead one was takes its name, and the run with it.
            took_over = re.compile(r"stopped answering at step \d+\. .+ (took over|started it again)\.")
            line = page.locator(".run-head").get_by_text(took_over)
            line.wait_for(timeout=3 * PATIENCE_MS)
            assert re.search(r"(Step 1 was|Steps 1 to \d+ were) kept\.", line.inner_text()), line.inner_text()
            picture(page, "recovery-3-taken-over")
            page.get_by_role("heading", name="Concept neurons of tiny-ladder").wait_for(timeout=6 * PATIENCE_MS)
            page.locator("#panel-B").get_by_role("grid").wait_for(timeout=6 * PATIENCE_MS)
        finally:
            second.stop()
        run = house.until(key, "done")
        assert run["attempt"] == 1 and run["steps_done"] == run["steps_total"]
        page.get_by_text("The run: log, cost, provenance, params").click()
        page.get_by_role("list", name="Log").get_by_text("stopped answering").wait_for()
        picture(page, "recovery-4-done")
        page.context.close()
