"""Runs every benchmark beside this file and writes what they claim into docs/performance.md and the README's line.

A benchmark is ``<name>.py`` that prints, with ``--json``, one object
``{"claims": [{"name", "value", "unit", "goal", "comparison", "n", "holds"}], "setup": {...}}`` as its last line.
``make bench`` runs this, ``make bench BENCH="capture probes"`` some of them; a claim that does not hold, or a benchmark
that fails (what the page said of it stays), makes the exit code 1.
"""

import json
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
README = HERE.parent / "README.md"
START, END = "<!-- make bench writes from here -->", "<!-- to here -->"
FIELDS = ("name", "value", "unit", "goal", "comparison", "n", "holds")


def benchmarks() -> list[Path]:
    """Every benchmark, by name."""
    return sorted(path for path in HERE.glob("*.py") if path.name != Path(__file__).name and path.name[0] != "_")


def read_answer(text: str) -> dict[str, Any]:
    """The JSON object a benchmark printed last; raises ValueError where a claim lacks one of FIELDS."""
    answer = json.loads(text[text.rindex("\n{") + 1 :] if "\n{" in text else text)
    for claim in answer["claims"]:
        missing = [field for field in FIELDS if field not in claim]
        if missing:
            raise ValueError(f"claim {claim.get('name')!r} does not say {', '.join(missing)}")
    return answer


def run(path: Path) -> dict[str, Any]:
    """One benchmark's answer, with ``seconds`` it took and ``error`` where it gave none."""
    begun = time.monotonic()
    done = subprocess.run([sys.executable, str(path), "--json"], capture_output=True, text=True, check=False)
    try:
        # A claim that does not hold may exit non-zero; what counts is whether there is an answer.
        answer = read_answer(done.stdout)
    except (ValueError, KeyError, TypeError) as error:
        print(done.stderr[-2000:], file=sys.stderr)
        answer = {"claims": [], "setup": {}, "error": f"no answer ({error}), exit code {done.returncode}"}
    return {**answer, "benchmark": path.stem, "seconds": round(time.monotonic() - begun)}


def shown(value: Any) -> str:
    """A number as the table prints it: three digits that count, thousands with commas."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def row(benchmark: str, claim: dict[str, Any]) -> str:
    """One line of the table."""
    cells = [
        f"`{benchmark}`",
        claim["name"],
        f"{shown(claim['value'])} {claim['unit']}".strip(),
        str(claim["goal"]),
        claim["comparison"],
        shown(claim["n"]),
        "yes" if claim["holds"] else "**no**",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def section(answer: dict[str, Any]) -> list[str]:
    """What the page holds of one benchmark: a line for each claim, and last when, and on what machine and inputs."""
    setup = answer.get("error") or ", ".join(f"{key}: {value}" for key, value in answer["setup"].items())
    said = f"- `{answer['benchmark']}` ({date.today().isoformat()}, {answer['seconds']} s): {setup}"
    return [*(row(answer["benchmark"], claim) for claim in answer["claims"]), said]


def sections(page: str) -> dict[str, list[str]]:
    """What a page holds now, by benchmark."""
    found: dict[str, list[str]] = {}
    for text in page.partition(START)[2].partition(END)[0].splitlines():
        if match := re.match(r"(?:\||-) `(\w+)`", text):
            found.setdefault(match[1], []).append(text)
    return found


def table(found: dict[str, list[str]]) -> str:
    """What stands between the markers of docs/performance.md: the claims, then their setups."""
    lines = [
        "Both sides of a comparison in one run, medians; each benchmark's day is said below.",
        "",
        "| benchmark | claim | value | goal | compared with | n | holds |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [text for texts in found.values() for text in texts[:-1]]
    for texts in found.values():
        lines += ["", texts[-1]]
    return "\n".join(lines)


def line(found: dict[str, list[str]]) -> str:
    """What stands between the markers of the README."""
    claims = [text for texts in found.values() for text in texts[:-1]]
    held = sum(text.endswith("| yes |") for text in claims)
    return f"{held} of {len(claims)} measured claims hold: [docs/performance.md](docs/performance.md)."


def between_markers(text: str, new: str) -> str:
    """The text with what stands between START and END replaced; raises ValueError where it has no markers."""
    before, _, rest = text.partition(START)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"no place to write: {START} … {END}")
    return f"{before}{START}\n{new}\n{END}{after}"


def main() -> int:
    """Run all, or those named on the command line (the others' lines stay as they are)."""
    named = sys.argv[1:]
    if unknown := set(named) - {path.stem for path in benchmarks()}:
        sys.exit(f"No benchmark {', '.join(sorted(unknown))}. There are {', '.join(p.stem for p in benchmarks())}.")
    answers = []
    for path in benchmarks():
        if named and path.stem not in named:
            continue
        print(f"{path.stem} …", flush=True)
        answers.append(run(path))
        for claim in answers[-1]["claims"]:
            verdict = "holds" if claim["holds"] else "FAILS"
            print(f"  {verdict}  {claim['name']}: {shown(claim['value'])} {claim['unit']}")
    page = PAGE.read_text()
    new = sections(page) | {answer["benchmark"]: section(answer) for answer in answers if not answer.get("error")}
    found = {path.stem: new[path.stem] for path in benchmarks() if path.stem in new}
    PAGE.write_text(between_markers(page, table(found)))
    README.write_text(between_markers(README.read_text(), line(found)))
    return int(any(answer.get("error") or not all(c["holds"] for c in answer["claims"]) for answer in answers))


if __name__ == "__main__":
    sys.exit(main())
