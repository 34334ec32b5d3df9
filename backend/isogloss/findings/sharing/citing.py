"""Where a finding's numbers come from, and how it is cited: one sentence, and BibTeX."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from sqlalchemy.orm import Session

from isogloss.contract.study import AnyStudy
from isogloss.findings.tables import FindingRow
from isogloss.findings.wire import Citation, Source
from isogloss.runs.rows.tables import RunRow, children_of

#: Width and height of a finding in another page, in pixels.
FRAME = (760, 520)
#: What a frame may: draw, read from its own server, and open the finding's own page beside it, free of the frame.
_SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
#: Characters that mean something to TeX.
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def source(session: Session, run: RunRow, studies: Mapping[str, AnyStudy]) -> Source:
    """The facts of one run; those of a series are those of the runs that it shows."""
    shown = [row for _, row in children_of(session, run.id) if row.status == "done"] if run.kind == "series" else [run]
    inputs = [row.inputs or {} for row in shown]
    facts = [{"seed": row.params.get("seed")} | (row.provenance or {}) for row in shown or [run]]
    study = studies.get(run.study)
    return Source(
        run=run.key,
        study=run.study,
        study_title=study.title if study else run.study.replace("_", " "),
        study_version=run.study_version,
        model=run.model,
        checkpoints=_once(row.checkpoint for row in shown),
        fingerprints=_once(print_ for of_run in inputs for print_ in of_run.get("fingerprints", ())),
        corpora={id: digest for of_run in inputs for id, digest in of_run.get("corpora", {}).items()},
        seed=_same(facts, "seed"),
        code=_all(facts, "isogloss"),
        device=_all(facts, "device"),
        dtype=_all(facts, "dtype"),
        threads=_same(facts, "threads"),
        computed=max((row.finished for row in shown if row.finished), default=run.finished),
        seconds=_seconds(shown),
        result_digest=run.result_digest,
        params=run.params,
    )


def _once(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _all(facts: Sequence[Mapping[str, Any]], name: str) -> str | None:
    """Checkpoints of one series may have been computed on several machines: all that they say, not what the last one
    says."""
    return ", ".join(_once(of_run.get(name) for of_run in facts)) or None


def _same(facts: Sequence[Mapping[str, Any]], name: str) -> int | None:
    """A number that all have; None where they differ."""
    values = {of_run.get(name) for of_run in facts}
    value = values.pop() if len(values) == 1 else None
    return value if isinstance(value, int) else None


def _seconds(shown: Sequence[RunRow]) -> float | None:
    spans = [(row.finished - row.started).total_seconds() for row in shown if row.started and row.finished]
    return sum(spans) if spans else None


def citation(row: FindingRow, sources: Sequence[Source], base: str) -> Citation:
    """How to cite a finding of the server at ``base``: authors only where its keepers gave names."""
    url = f"{base}/f/{row.slug}"
    authors = names(row.kept_by)
    computed = max((found.computed for found in sources if found.computed), default=row.made_at)
    year, title = f"({row.made_at.year}).", isolated(row.title)
    stop = "" if re.search(r"[.!?…。؟]$", row.title) else "."
    # Without names the title comes first, as in any list of references.
    begins = f"{'; '.join(map(isolated, authors))} {year} {title}{stop}" if authors else f"{title} {year}"
    what = f"Isogloss finding {row.slug}, computed {_day(computed)} {_with(sources)}"
    said = "; ".join(_words(found) for found in sources)
    sentence = f"{begins} {what}{f' from {said}' if said else ''}. {url}"
    note = ", ".join(
        ["Isogloss " + (sources[0].code or row.made_by if sources else row.made_by), *map(_short, sources)]
    )
    fields = {
        "title": f"{{{_tex(row.title)}}}",
        "author": " and ".join(map(_tex, authors)),
        "year": str(row.made_at.year),
        "note": _tex(note),
        "url": url,
    }
    lines = [f"  {name:<6} = {{{value}}}," for name, value in fields.items() if value]
    bibtex = "\n".join([f"@misc{{isogloss-{row.slug},", *lines, "}"])
    return Citation(url=url, sentence=sentence, bibtex=bibtex, embed=frame(row.slug, row.title, base))


def frame(slug: str, title: str, base: str, width: int = FRAME[0], height: int = FRAME[1]) -> str:
    """The ``<iframe>`` that shows a finding in another page: scripts of ours, nothing else that a page may do."""
    return (
        f'<iframe src="{escape(base)}/embed/{slug}" width="{width}" height="{height}" title="{escape(title)}" '
        f'style="border:0" loading="lazy" sandbox="{_SANDBOX}"></iframe>'
    )


def isolated(text: str) -> str:
    """The text, kept from turning around what stands beside it where it is written from right to left."""
    turns = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
    return f"\u2068{text}\u2069" if turns else text


def names(kept_by: str) -> list[str]:
    """The names that somebody gave with commas, semicolons or “and” between them."""
    return [name.strip() for name in re.split(r"[,;،、]|\band\b", kept_by) if name.strip()]


def _with(sources: Sequence[Source]) -> str:
    code = [found.code for found in sources if found.code]
    return f"with Isogloss {code[0]}" if code else "with Isogloss"


def _words(found: Source) -> str:
    rungs = found.checkpoints
    at = "" if not rungs else f" at {rungs[0]}" if len(rungs) == 1 else f", {rungs[0]} to {rungs[-1]}"
    weights = f" (fingerprint {found.fingerprints[-1][:8]})" if found.fingerprints else ""
    on = ", ".join(f"{id} ({digest[:8]})" for id, digest in found.corpora.items())
    return f"{found.model or found.study_title}{at}{weights}{f' on {on}' if on else ''}, run {found.run[:8]}"


def _short(found: Source) -> str:
    model = f", {found.model} {found.fingerprints[-1][:8]}" if found.model and found.fingerprints else ""
    corpora = "".join(f", {id} {digest[:8]}" for id, digest in found.corpora.items())
    return f"run {found.run[:8]}{model}{corpora}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in text)
