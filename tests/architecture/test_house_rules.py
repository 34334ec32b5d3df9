"""House rules that a newcomer would otherwise have to be told."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from datetime import date

import pytest
import yaml

import isogloss
from tests.architecture.repository import PACKAGE, ROOT, committed_files, python_modules, text_of

LARGE = 1 << 20
#: The finding that comes with the program, which the wheel has room for.
BUNDLES, LARGE_BUNDLE = PACKAGE / "_bundles", 2_000_000
#: Modules with these names collect whatever has no place; a thing belongs to what it is about.
ROOMS_WITHOUT_A_NAME = {"utils", "util", "common", "helpers", "helper", "core", "misc", "shared", "lib"}
#: Addresses that are no download source: standards, licences, loopback and names reserved for examples.
HARMLESS_HOSTS = re.compile(
    r"(www\.)?w3\.org|(www\.)?apache\.org|json-schema\.org|spdx\.org|schema\.org|creativecommons\.org|opensource\.org"
    r"|localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]"
    r"|([\w-]+\.)*example(\.(com|org|net))?|([\w-]+\.)*(test|invalid|localhost)"
)  # fmt: skip
#: The licence names its own home, and npm writes whom to fund into its lock (the next test reads locks).
NAMING_HOSTS = {"LICENSE", "package-lock.json"}
URL = re.compile(
    r"\b(?:https?|ftp|git|ssh)://(?:[^\s/@\"'`<>]*@)?([^\s/:\"'`<>)\]}\\,]+|\[[0-9a-f:]+\])", re.IGNORECASE
)
LOCK_ADDRESS = re.compile(
    r'"?resolved"?\s*:|--(extra-)?index-url\s+\S*:|"?registry"?\s*[:=]|/simple/|find-links\s*=\s*\S'
    r'|"version"\s*:\s*"(git|https?|file)|@ (https?|git|file)',
    re.IGNORECASE,
)
#: A path of somebody's own machine (``/root/secret`` is made up, in a test of what must not leak).
MACHINE_PATH = re.compile(
    r"(?<![\w.$~-])/(home/[a-z]|Users/[A-Z]|root/(?!secret)|opt/wheels|work/(main|shared|scratch))"
)


def public_functions(path):
    """Top-level public functions and classes of a module, with their names and whether they have a docstring."""
    for node in ast.parse(path.read_text()).body:
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node.name, ast.get_docstring(node)


@pytest.mark.tools
def test_ruff_finds_nothing():
    command = [sys.executable, "-m", "ruff", "check", "--quiet", "--output-format=concise", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_and_every_public_name_says_what_it_is():
    silent = []
    for path in python_modules():
        where = path.relative_to(PACKAGE)
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text())):
            silent.append(str(where))
        silent += [f"{where}: {name}" for name, docstring in public_functions(path) if not docstring]
    assert not silent, "without a docstring: " + ", ".join(silent)


def test_no_room_without_a_name():
    named = [p.relative_to(PACKAGE) for p in python_modules() if {p.stem, p.parent.name} & ROOMS_WITHOUT_A_NAME]
    assert not named, f"name them after what they hold: {named}"


def test_no_function_is_written_twice():
    """The same body under two roofs: call one from the other, or move it to the layer both stand on."""
    bodies = defaultdict(list)
    for path in python_modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                code = "\n".join(ast.unparse(statement) for statement in body)
                if len(code) > 120:
                    bodies[code].append(f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}")
    twice = [places for places in bodies.values() if len(places) > 1]
    assert not twice, twice


def test_modules_are_short_enough_to_read_at_once():
    """About 120 lines is the aim; what is far beyond it holds two thoughts."""
    long = {str(p.relative_to(PACKAGE)): n for p in python_modules() if (n := len(p.read_text().splitlines())) > 400}
    assert not long, long


def test_bytes_become_arrays_in_one_place():
    """Python's parser, which NumPy reads headers with, is not for two threads at once: ``store/npy.py`` says more."""
    parsing = re.compile(r"\bnp\.load\(|\bread_array_header|\bliteral_eval\(|\bast\.parse\(")
    found = {str(p.relative_to(PACKAGE)) for p in python_modules() if parsing.search(p.read_text())}
    assert found == {"store/npy.py"}


def test_the_changelog_and_the_package_agree_on_the_version():
    assert 'dynamic = ["version"]' in (ROOT / "pyproject.toml").read_text()
    heading = re.search(r"^## (\S+), (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert heading[1] == isogloss.__version__
    assert heading[2] == "not released yet" or date.fromisoformat(heading[2])
    assert f"\nversion: {isogloss.__version__}\n" in (ROOT / "CITATION.cff").read_text()


def test_who_commits_with_pre_commit_is_asked_what_make_asks():
    """One list of checks: the hooks call it, and download nothing."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"]
    assert [hook["entry"] for hook in hooks[0]["hooks"]] == ["make --no-print-directory style"]
    assert re.search(r"^check: style ", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_files_that_programs_write_are_marked_and_there():
    lines = (ROOT / ".gitattributes").read_text().splitlines()
    marked = {line.split()[0] for line in lines if line.endswith("linguist-generated")}
    assert all((ROOT / name).is_file() for name in marked)
    assert {"frontend/src/api/openapi.json", "frontend/src/api/schema.d.ts", "frontend/src/lib/terms.json"} <= marked


def test_no_committed_file_names_a_host_to_download_from():
    found = []
    for path in committed_files():
        text = text_of(path)
        if text is None or path.name in NAMING_HOSTS or path == ROOT / "tests/architecture/test_house_rules.py":
            continue
        hosts = {match[1] for match in URL.finditer(text) if not HARMLESS_HOSTS.fullmatch(match[1].lower())}
        hosts = {host for host in hosts if "." in host and "{" not in host and "$" not in host}
        found += [f"{path.relative_to(ROOT)}: {host}" for host in sorted(hosts)]
    assert not found, found


def test_lock_files_hold_no_addresses():
    others = {"constraints.txt", "Makefile", "Dockerfile", ".npmrc", "pyproject.toml", "run"}
    locks = [p for p in committed_files() if "lock" in p.name or p.name in others]
    assert any(p.name == "package-lock.json" for p in locks)
    found = [p.relative_to(ROOT) for p in locks if LOCK_ADDRESS.search(p.read_text())]
    assert not found, found


def test_no_committed_file_is_large():
    sizes = {path: path.stat().st_size for path in committed_files()}
    allowed = {path: LARGE_BUNDLE if path.parent == BUNDLES else LARGE for path in sizes}
    large = {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > allowed[path]}
    assert not large, large


def test_no_committed_file_names_a_place_on_one_machine():
    mine = ROOT / "tests/architecture/test_house_rules.py"
    found = []
    for path in committed_files():
        for number, line in enumerate((text_of(path) or "").splitlines(), 1):
            if path != mine and MACHINE_PATH.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not found, found
