"""A finding or a collection as one HTML file that opens from a disk: words, figures and numbers, and what draws them.

The file asks no server for anything: its policy allows the one script that is in it, known by its digest, and nothing
from isogloss.store.open import Store
from isogloss.store.open import Store
from anywhere else. What it shows was compared with its digests when the file was made, and it says so.
"""

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import orjson

from isogloss.contract.study import AnyStudy
from isogloss.findings import by_slug, collecting, reading
from isogloss.findings.tables import FindingRow
from isogloss.store.open import Store
from isogloss.vocabulary.errors import TooLarge, Unavailable

#: What draws the file, as the front end's build leaves it.
_SCRIPT, _STYLE = "standalone/page.js", "standalone/page.css"
_MOST_BYTES = 64 << 20


def write_page(
    store: Store,
    studies: Mapping[str, AnyStudy],
    base: str,
    frontend: Path | None,
    file: Path,
    *,
    finding: str | None = None,
    collection: str | None = None,
) -> None:
    """Write the file. Raises NotFound, Gone, TooLarge, and Unavailable where the pages were not built."""
    script, style = _built(frontend, _SCRIPT), _built(frontend, _STYLE)
    data = _content(store, studies, base, finding, collection)
    title = data["collection"]["title"] if collection else data["findings"][finding]["title"]
    file.write_text(_html(title, script, style, orjson.dumps(data).decode()), encoding="utf-8")


def _content(
    store: Store, studies: Mapping[str, AnyStudy], base: str, finding: str | None, collection: str | None
) -> dict[str, Any]:
    whole = None
    if collection is not None:
        with store.app.session() as session:
            whole = collecting.page(session, collection, base)
    slugs = [item.slug for item in whole.items if item.finding] if whole else [finding]
    findings: dict[str, Any] = {}
    figures: dict[str, Any] = {}
    size = 0
    for slug in dict.fromkeys(slug for slug in slugs if slug):
        found = reading.page(store, studies, slug, base, whole=True)
        findings[slug] = found.model_dump(mode="json")
        with store.app.session() as session:
            row = by_slug.found(session, FindingRow, slug)
        for number in range(len(row.figures)):
            drawn = reading.figure(store, row, number)[0]
            size += len(drawn)
            if size > _MOST_BYTES:
                raise TooLarge(
                    "large_file",
                    f"Its figures have more than {_MOST_BYTES:,} bytes together.",
                    hint="Make several collections of it, or take the bundle.",
                )
            figures[f"{slug}/{number}"] = orjson.Fragment(drawn)
    return {
        "collection": whole.model_dump(mode="json") if whole else None,
        "finding": finding,
        "findings": findings,
        "figures": figures,
    }


def _built(frontend: Path | None, name: str) -> str:
    file = None if frontend is None else frontend / name
    if file is None or not file.is_file():
        raise Unavailable(
            "not_built",
            "The pages of this server were not built, and such a file is made of them.",
            hint="Run make setup in the repository, or use an installed Isogloss.",
        )
    return file.read_text(encoding="utf-8")


def _html(title: str, script: str, style: str, data: str) -> str:
    # Inside a script element only its end tag means anything to a parser.
    script = script.replace("</script", "<\\/script").replace("<script", "<\\x73cript")
    style = style.replace("</style", "<\\/style")
    data = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    known = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{known}'; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{escape(title)} · Isogloss</title>
<style>{style}</style>
</head>
<body>
<div id="root"></div>
<script type="application/json" id="content">{data}</script>
<script>{script}</script>
</body>
</html>
"""
