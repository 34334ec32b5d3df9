"""The package's imports as one picture, ``docs/architecture.svg``: layers from the contract, arcs from the real code.

Write it with ``python -m tests.architecture.diagram`` (``make generated`` does). Boxes stand in the order of the layers
contract in ``pyproject.toml``; an arc goes from the box that imports to the one it imports, thicker by one step where
twice as many pairs of modules do (so that one import more seldom moves the picture). An import that is there for types
alone is not counted, as in the contracts.
"""

import tomllib
from collections import Counter
from pathlib import Path

import grimp

from tests.architecture.repository import PACKAGE, ROOT

FILE = ROOT / "docs" / "architecture.svg"
_NAME = "isogloss"
_ROW, _GAP, _TOP, _LEFT, _BOX, _RIGHT = 44, 14, 74, 20, 540, 356
_INK, _QUIET, _PAPER, _BAND, _ARC = "#1f2937", "#6b7280", "#ffffff", "#eef2f7", "#3b6ea5"


def layers() -> list[list[str]]:
    """The contract's rows, top first; what stands in one row may not import each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    return [[name.strip(" ()") for name in row.split("|")] for row in rows]


def import_graph() -> grimp.ImportGraph:
    """The imports of the package, without those for types alone."""
    return grimp.build_graph(_NAME, exclude_type_checking_imports=True, cache_dir=None)


def imports(graph: grimp.ImportGraph) -> Counter[tuple[str, str]]:
    """How many pairs of modules import across each pair of top-level packages."""
    found: Counter[tuple[str, str]] = Counter()
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            pair = [name.split(".")[1] for name in (importer, imported) if "." in name]
            if len(pair) == 2 and pair[0] != pair[1]:
                found[pair[0], pair[1]] += 1
    return found


def circles(graph: grimp.ImportGraph) -> list[list[str]]:
    """Groups of modules that import one another in a circle: strongly connected, of more than one (Tarjan 1972)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_now: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        open_now.append(module)
        for imported in sorted(graph.find_modules_directly_imported_by(module)):
            if imported not in order:
                visit(imported)
                lowest[module] = min(lowest[module], lowest[imported])
            elif imported in open_now:
                lowest[module] = min(lowest[module], order[imported])
        if lowest[module] == order[module]:
            start = open_now.index(module)
            group = sorted(open_now[start:])
            del open_now[start:]
            if len(group) > 1:
                found.append(group)

    for module in sorted(graph.modules):
        if module not in order:
            visit(module)
    return sorted(found)


def draw(graph: grimp.ImportGraph) -> str:
    """The picture as SVG, the same text for the same imports."""
    rows = layers()
    places: dict[str, int] = {}
    shapes: list[str] = []
    y = _TOP
    for row in rows:
        height = len(row) * _ROW
        if len(row) > 1:
            shapes.append(
                f'<rect x="{_LEFT - 8}" y="{y - 5}" width="{_BOX + 16}" height="{height}" rx="8" fill="{_BAND}"/>'
            )
        for number, name in enumerate(row):
            top = y + number * _ROW
            places[name] = top + (_ROW - 10) // 2
            shapes += _box(name, top)
        y += height + _GAP
    arcs = [
        _arc(places, importer, imported, n.bit_length() - 1)
        for (importer, imported), n in sorted(imports(graph).items())
        if importer in places and imported in places
    ]
    width, height = _LEFT + _BOX + _RIGHT, y + 6
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
            f'role="img" aria-label="Packages of Isogloss by layer, and the imports between them">',
            f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>',
            _text(_LEFT, 26, 16, "Imports point down only"),
            _text(_LEFT, 46, 12, "A box is a package, with its rooms side by side; one band is one layer.", _QUIET),
            _text(
                _LEFT,
                62,
                12,
                "An arc goes to what is imported: one step thicker for twice as many pairs of modules.",
                _QUIET,
            ),
            *shapes,
            *arcs,
            "</svg>\n",
        ]
    )


def _text(x: int, y: int, size: int, text: str, colour: str = _INK, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}">{text}</text>'


def _box(name: str, top: int) -> list[str]:
    """A package's box, with its folders side by side where it has some (of studies none knows another)."""
    rooms = sorted(path.parent.name for path in (PACKAGE / name).glob("*/__init__.py"))
    shapes = [
        f'<rect x="{_LEFT}" y="{top}" width="{_BOX}" height="{_ROW - 10}" rx="5" fill="{_PAPER}" stroke="{_INK}"/>',
        _text(_LEFT + 10, top + 22, 14, name),
    ]
    width = (_BOX - 96) // max(len(rooms), 4)
    for number, room in enumerate(rooms):
        x = _LEFT + 90 + number * width
        shapes += [
            f'<rect x="{x}" y="{top + 4}" width="{width - 4}" height="{_ROW - 18}" rx="4" fill="{_BAND}"/>',
            _text(x + (width - 4) // 2, top + 21, 10, room.replace("_", " "), anchor="middle"),
        ]
    return shapes


def _arc(places: dict[str, int], importer: str, imported: str, doublings: int) -> str:
    """An arc at the right edge of the boxes; further apart is further out, and what points up would be red."""
    x, start, end = _LEFT + _BOX, places[importer], places[imported]
    out = x + 24 + round(abs(end - start) * 0.5)
    colour = _ARC if end > start else "#c0392b"
    title = f"<title>{importer} imports {imported}: {2**doublings} pairs of modules or more</title>"
    return (
        f'<path d="M{x} {start} C{out} {start} {out} {end} {x + 7} {end}" fill="none" stroke="{colour}" '
        f'stroke-opacity="0.5" stroke-width="{1 + doublings}">{title}</path>'
        f'<path d="M{x} {end} l9 -4 v8 z" fill="{colour}"/>'
    )


def main(file: Path = FILE) -> None:
    """Write the picture anew."""
    file.write_text(draw(import_graph()))


if __name__ == "__main__":
    main()
