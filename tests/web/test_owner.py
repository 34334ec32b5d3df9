"""On a machine with several people, only the one whose server it is writes: by a link that only they can read."""

import shutil
import stat
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from isogloss.cli.guarding import OPENER, guarded, link, open_browser
from isogloss.settings import Settings
from isogloss.vocabulary.errors import Refused
from tests.other_account import BY_ANOTHER, needs_root
from tests.web.test_access import served

TEXT = "id\tlanguage\ttext\n1\ten\tA secret of somebody.\n1\tde\tEin Geheimnis.\n"


def test_a_token_is_made_once_and_is_its_owners_alone(tmp_path):
    first, made = guarded(Settings(home=tmp_path / "home"))
    again, _ = guarded(Settings(home=tmp_path / "home"))
    assert first.token == made == again.token == (tmp_path / "home" / "token").read_text()
    assert stat.S_IMODE((tmp_path / "home" / "token").stat().st_mode) == 0o600


@pytest.mark.parametrize("broken", ["", "short", "x" * 300, "\n\n"])
def test_a_token_that_is_none_or_that_others_could_read_is_made_anew(tmp_path, broken):
    file = tmp_path / "token"
    _, made = guarded(Settings(home=tmp_path))
    file.write_text(broken)
    _, second = guarded(Settings(home=tmp_path))
    file.chmod(0o644)
    _, third = guarded(Settings(home=tmp_path))
    assert len({broken, made, second, third}) == 4
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_where_one_is_set_or_nothing_can_be_written_none_is_made(tmp_path):
    for settings in (Settings(home=tmp_path, token="a-token-of-some-length"), Settings(home=tmp_path, read_only=True),
                     Settings(home=tmp_path, token="none")):  # fmt: skip
        assert guarded(settings) == (settings, None)
    assert list(tmp_path.iterdir()) == []


def test_no_token_at_all_is_for_this_machine_only(tmp_path):
    with pytest.raises(Refused, match="only its own machine reaches"):
        guarded(Settings(home=tmp_path, token="none", host="0.0.0.0"))
    with pytest.raises(ValueError, match="16 characters"):
        Settings(token="no")


@pytest.mark.parametrize(
    ("snap", "home", "by_file"),
    [("firefox", "person/.isogloss", False), ("chromium", "person/.local/share/lab", False), (None, "elsewhere", True),
     ("firefox", "elsewhere", False), ("firefox", "person/isogloss", True), ("htop", "person/.isogloss", True)],
)  # fmt: skip
def test_a_browser_that_reads_no_hidden_folder_is_started_with_the_plain_address(
    tmp_path, monkeypatch, snap, home, by_file
):
    """The link stands in the terminal (the test of serving looks there)."""
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path / "person")
    monkeypatch.setattr("isogloss.cli.guarding.SNAPS", tmp_path / "snap")
    if snap:
        (tmp_path / "snap").mkdir()
        (tmp_path / "snap" / snap).touch()
    settings, _ = guarded(Settings(home=tmp_path / home))
    open_browser(settings, "http://127.0.0.1:1")
    assert opened == [(tmp_path / home / OPENER).as_uri() if by_file else "http://127.0.0.1:1"]


def test_a_browser_is_started_without_the_token_in_what_everybody_can_read(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    settings, made = guarded(Settings(home=tmp_path / "home"))
    open_browser(settings, "http://127.0.0.1:1")
    opener = tmp_path / "home" / OPENER
    assert opened == [opener.as_uri()]
    assert link("http://127.0.0.1:1", made) in opener.read_text()
    assert stat.S_IMODE(opener.stat().st_mode) == 0o600
    open_browser(Settings(home=tmp_path, token="none"), "http://127.0.0.1:1")
    assert opened[1] == "http://127.0.0.1:1"


@contextmanager
def everybodys_folder():
    with tempfile.TemporaryDirectory(prefix="isogloss-owner-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.processes
@needs_root
@pytest.mark.skipif(not shutil.which("curl"), reason="no curl on this machine")
def test_another_user_of_the_machine_imports_no_file_of_the_owners(monkeypatch):
    with everybodys_folder() as folder:
        monkeypatch.chdir(folder)
        secret = folder / "secret.tsv"
        secret.write_text(TEXT)
        secret.chmod(0o600)

        def as_b(*command):
            return subprocess.run([*BY_ANOTHER, *command], capture_output=True, text=True)

        monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2] / "backend"))
        with served("--no-worker", "--home", str(folder / "home")) as (said, client):
            url, token = said.split()[-1].split("/#token=")
            assert url == str(client.base_url).rstrip("/")
            post = ["curl", "-s", "-H", "content-type: application/json", "-d", f'{{"source": "{secret}"}}']
            assert '"no_token"' in as_b(*post, f"{url}/api/corpora").stdout
            assert '"no_token"' in as_b(*post, "-H", "authorization: Bearer guessed", f"{url}/api/corpora").stdout
            for file in ("token", "app.sqlite"):
                assert "Permission denied" in as_b("cat", folder / "home" / file).stderr
            assert token not in as_b("sh", "-c", "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null").stdout
            # What the owner sends is taken, and the token is in no answer, nor where things are kept.
            asked = {"headers": {"authorization": f"Bearer {token}"}, "json": {"source": str(secret)}}
            assert client.post("/api/corpora", **asked).status_code == 202
            for page in ("/", "/api/about", "/api/home", "/api/runs"):
                answer = client.get(page)
                assert token not in answer.text + str(answer.headers)
            holders = [file.name for file in (folder / "home").rglob("*") if file.is_file() and token.encode() in
                       file.read_bytes()]  # fmt: skip
            assert holders == ["token"]


@pytest.mark.processes
def test_the_link_stays_good_after_a_restart_and_the_asking_can_be_switched_off(tmp_path, monkeypatch):
    home = ("--no-worker", "--home", str(tmp_path / "home"))
    body = {"title": "t", "items": []}
    with served(*home) as (said, client):
        assert client.get("/api/about").json()["access"] == "token"
        token = said.rpartition("#token=")[2].strip()
        elsewhere = {"authorization": f"Bearer {token}", "origin": "http://evil.example"}
        assert client.post("/api/collections", json=body, headers=elsewhere).status_code == 403
    with served(*home) as (said, client):
        assert said.strip().endswith(f"#token={token}")
        sent = client.post("/api/collections", json=body, headers={"authorization": f"Bearer {token}"})
        assert sent.status_code == 201
    monkeypatch.setenv("ISOGLOSS_TOKEN", "none")
    with served(*home) as (said, client):
        assert "everybody on this machine" in said
        assert client.post("/api/collections", json=body).status_code == 201
