"""Datasets of a hub: the files of one format of one revision, fetched by the hub's own client, one by one.

Nothing of a dataset is ever run. The client is imported late: the web process never needs it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from isogloss.corpora.languages import Languages
from isogloss.corpora.sources import LIMITS, Limits, SourceFile, choose_files, is_flores_metadata
from isogloss.vocabulary.errors import NotFound, Refused, TooLarge, Unavailable
from isogloss.vocabulary.hub_access import HubAccess
from isogloss.vocabulary.hub_errors import speaking_plainly

_ID = re.compile(r"(?P<repo>[A-Za-z0-9][\w.-]{0,95}/[\w.-]{1,96})(?:@(?P<revision>[\w./-]{1,200}))?")


@dataclass(frozen=True)
class Fetched:
    """Files on this machine: their format, where they lie, where they came from in full, and a short title."""

    kind: str
    files: list[SourceFile]
    folder: Path
    origin: str
    title: str


def is_dataset_id(source: str) -> bool:
    """Whether a source is spelled like a dataset of a hub: ``owner/name`` or ``owner/name@revision``."""
    return _ID.fullmatch(source) is not None


def fetch_dataset(
    hub: HubAccess,
    source: str,
    *,
    wanted: str,
    languages: Languages,
    progress: Callable[[float, float, str], None],
    limits: Limits = LIMITS,
) -> Fetched:
    """Fetch the files of ``owner/name[@revision]`` that an import needs, and its card.

    Languages that were not asked for are not fetched where file names tell them. Raises NotFound, Refused (nothing that
    can be read), Forbidden (access not granted), TooLarge before anything is fetched, Unavailable and OutOfSpace.
    """
    match = _ID.fullmatch(source)
    if match is None:
        raise NotFound("no_such_source", f"“{source[:100]}” is no dataset's name.", field="source")
    repo = match["repo"]
    if hub.offline:
        raise _not_asked(repo)
    revision = match["revision"] or "main"
    with speaking_plainly("dataset", repo, revision):
        commit, sizes = _listing(hub, repo, revision)
    listed = [SourceFile(Path(name), name) for name in sorted(sizes)]
    kind, files = choose_files(repo, listed, wanted, limits)
    files = [file for file in files if _needed(file, languages)] or files
    beside = [name for name in sizes if kind == "flores" and is_flores_metadata(name)]
    total = sum(sizes[name] or 0 for name in (*beside, *(file.name for file in files)))
    if total > limits.unpacked_bytes:
        raise TooLarge(
            "source_too_large",
            f"The files of {repo} have {total:,} bytes; {limits.unpacked_bytes:,} are allowed.",
            hint="Import fewer languages with --languages.",
            field="source",
        )
    names = [*(card for card in ("README.md",) if card in sizes), *beside, *(file.name for file in files)]
    paths = {}
    for i, name in enumerate(names):
        progress(i, len(names), f"fetching {name}")
        with speaking_plainly("dataset", repo, revision, name):
            paths[name] = _fetch(hub, repo, commit, name)
    folder = _folder(paths[names[-1]], names[-1])
    return Fetched(
        kind,
        [SourceFile(paths[file.name], file.name) for file in files],
        folder,
        f"{repo}@{commit}",
        repo.partition("/")[2],
    )


def _needed(file: SourceFile, languages: Languages) -> bool:
    try:
        return languages.keeps(languages.of_file(file, alone=False))
    except Refused:
        return True


def _folder(path: Path, name: str) -> Path:
    return path.parents[len(PurePosixPath(name).parts) - 1]


def _listing(hub: HubAccess, repo: str, revision: str) -> tuple[str, dict[str, int | None]]:
    """The commit of a revision, and its files with their sizes."""
    from huggingface_hub import HfApi

    info = HfApi(endpoint=hub.endpoint).dataset_info(repo, revision=revision, files_metadata=True, timeout=20)
    safe = [s for s in info.siblings or [] if ".." not in PurePosixPath(s.rfilename).parts]
    return info.sha or "", {s.rfilename: s.size for s in safe}


def _fetch(hub: HubAccess, repo: str, commit: str, name: str) -> Path:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.utils.tqdm import silent_tqdm

    return Path(
        hf_hub_download(
            repo,
            name,
            repo_type="dataset",
            revision=commit,
            cache_dir=hub.cache,
            endpoint=hub.endpoint,
            tqdm_class=silent_tqdm,
        )
    )


def _not_asked(repo: str) -> Unavailable:
    return Unavailable(
        "offline",
        f"{repo} is no file or folder here, and no hub is asked for it: this installation is offline.",
        hint="Unset ISOGLOSS_OFFLINE and HF_HUB_OFFLINE, which forbid it, or give a folder with its files.",
        field="source",
    )
