"""A house with finished runs behind the real app, and things to keep from it."""

import base64
import io
from typing import Any

from fastapi.testclient import TestClient
from PIL import Image

from isogloss.app import app_over
from tests.findings.toy import STUDY

BASE = "http://127.0.0.1"


def client_of(store: Any, **how: Any) -> TestClient:
    """A client of the app over this store, with the toy study."""
    return TestClient(app_over(store, studies=(STUDY,), **how), base_url=BASE)


def png(width: int = 120, height: int = 63, colour: str = "#3c6490") -> str:
    """A picture as a browser sends it."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def words(run: str, **more: Any) -> dict[str, Any]:
    """Something to keep of a series."""
    return {
        "title": "Puzzles grow with training",
        "note": "They *do*.",
        "tags": ["Puzzle", "growth"],
        "kept_by": "Deniz Aydın, María Ríos",
        "path": f"/runs/{run}?unit=mlp_act.1.3&pin=step8",
        "runs": [run],
        "figures": [{"run": run, "name": "growth", "title": "How they grow"}],
    } | more


def keep(client: TestClient, run: str, **more: Any) -> dict[str, Any]:
    """Keep it, and the finding as its page reads it."""
    answer = client.post("/api/findings", json=words(run, **more))
    assert answer.status_code == 201, answer.text
    return client.get(f"/api/findings/{answer.json()['slug']}").json()
