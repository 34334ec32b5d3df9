"""The hub: finding a model's revisions, and fetching what is needed of them into the client's own cache.

Whatever can be refused is refused from names and configs, before a weight is fetched. The client's cache holds a file
whole or not at all, and no row is written from here: a download that fails leaves no model behind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from huggingface_hub import HfApi, constants, hf_hub_download
from huggingface_hub.utils.tqdm import silent_tqdm

from isogloss.models.files import TOKENIZER_EXTRAS, TOKENIZERS, read_config, shards_of, weights_among
from isogloss.models.foreign import refuse_config, refuse_foreign
from isogloss.models.found import ALL, FoundCheckpoint, FoundModel, ordered
from isogloss.models.json_file import read_json
from isogloss.models.layouts import cached_revisions
from isogloss.models.points import sizes
from isogloss.vocabulary.checkpoint_name import NameTold, read_names
from isogloss.vocabulary.errors import NotFound, Refused, Unavailable
from isogloss.vocabulary.hub_access import HubAccess
from isogloss.vocabulary.hub_errors import offline, speaking_plainly

Progress = Callable[[int, int, str], None]
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class _Listing:
    """One revision as the hub lists it; ``commit`` is None offline, where only what is here can be listed."""

    repo: str
    revision: str
    commit: str | None
    sizes: dict[str, int]
    licence: str | None = None

    @property
    def tokenizer_files(self) -> list[str]:
        main = next((names for names in TOKENIZERS if names[0] in self.sizes), ())
        return [name for name in (*main, *TOKENIZER_EXTRAS) if name in self.sizes]


@dataclass(frozen=True)
class Hub(HubAccess):
    """Models and tokenizers of a hub. ``offline`` asks the cache of its client only."""

    def find(
        self,
        repo: str,
        revisions: Sequence[str] | None = None,
        progress: Progress | None = None,
        *,
        own_tokenizer: bool = True,
    ) -> FoundModel:
        """Fetch a model at these revisions (``main`` by default; ``all``: those whose names tell a place in training).

        ``own_tokenizer=False`` where the tokenizer is taken from elsewhere. Where the hub cannot be asked, what the
        cache holds is taken, and said. Raises NotFound, Forbidden, Unavailable, OutOfSpace, and Refused for what could
        not be read if it were fetched.
        """
        return self._or_cached(lambda hub: hub._find(repo, revisions, progress, own_tokenizer))

    def _or_cached(self, ask: "Callable[[Hub], _Answer]") -> _Answer:
        """What the hub answers, or the cache where the hub does not."""
        try:
            return ask(self)
        except Unavailable as error:
            if self.offline:
                raise
            try:
                found = ask(replace(self, offline=True))
            except (NotFound, Refused, Unavailable):
                raise error from None
            if isinstance(found, FoundModel):
                why = f" ({error.details['why']})" if "why" in error.details else ""
                found.notes.append(f"The hub could not be asked{why}: what its cache on this machine holds was taken.")
            return found

    def _find(
        self, repo: str, revisions: Sequence[str] | None, progress: Progress | None, own_tokenizer: bool
    ) -> FoundModel:
        names = self._steps(repo) if list(revisions or []) == [ALL] else list(dict.fromkeys(revisions or ["main"]))
        listings = [self._listing(repo, name) for name in names]
        for listing in listings:
            self._refuse_unreadable(listing, own_tokenizer)
        told = read_names(names)
        found = [self._checkpoint(listing, told[listing.revision], own_tokenizer, progress) for listing in listings]
        return FoundModel(repo.rsplit("/", 1)[-1], repo, "hub", ordered(found), licence=listings[-1].licence)

    def tokenizer(self, repo: str, progress: Progress | None = None, revision: str = "main") -> Path:
        """Fetch a tokenizer alone; the folder it is in. Raises as :meth:`find`."""
        return self._or_cached(lambda hub: hub._tokenizer(repo, progress, revision))

    def _tokenizer(self, repo: str, progress: Progress | None, revision: str) -> Path:
        listing = self._listing(repo, revision)
        if not listing.tokenizer_files:
            raise _no_tokenizer(listing)
        return self._fetch(listing, listing.tokenizer_files, progress)

    def revisions(self, repo: str) -> list[str]:
        """The names of all branches and tags; offline, of those that were fetched. Raises as :meth:`find`."""
        if self.offline:
            there = cached_revisions(Path(self.cache or constants.HF_HUB_CACHE), repo)
            if not there:
                raise offline("model", repo)
            return there
        with speaking_plainly("model", repo):
            refs = HfApi(endpoint=self.endpoint).list_repo_refs(repo)
        return [ref.name for ref in (*refs.branches, *refs.tags)]

    def _steps(self, repo: str) -> list[str]:
        names = list(dict.fromkeys(self.revisions(repo)))
        steps = [name for name, told in read_names(names).items() if told.tells]
        if not steps:
            raise Refused(
                "no_ladder",
                f"No revision of {repo} states a training step.",
                hint=f"Name those you want; it has: {', '.join(names[:40])}{' …' if len(names) > 40 else ''}.",
                field="revisions",
            )
        return steps

    def _listing(self, repo: str, revision: str) -> _Listing:
        if self.offline:
            return self._cached(repo, revision)
        try:
            with speaking_plainly("model", repo, revision):
                info = HfApi(endpoint=self.endpoint).model_info(repo, revision=revision, files_metadata=True)
        except NotFound as error:
            if error.code != "unknown_revision":
                raise
            there = self.revisions(repo)
            error.hint = f"It has: {', '.join(there[:40])}{' …' if len(there) > 40 else ''}."
            raise
        licence = getattr(info.card_data, "license", None)
        files = {file.rfilename: file.size or 0 for file in info.siblings or []}
        return _Listing(repo, revision, info.sha, files, licence if isinstance(licence, str) else None)

    def _cached(self, repo: str, revision: str) -> _Listing:
        """What is here of a revision; raises Unavailable where nothing is."""
        with speaking_plainly("model", repo, revision, "config.json"):
            config = Path(self._file(repo, "config.json", revision, None))
        files = [path for path in config.parent.iterdir() if path.is_file()]
        return _Listing(repo, revision, None, {path.name: path.stat().st_size for path in files})

    def _refuse_unreadable(self, listing: _Listing, own_tokenizer: bool) -> None:
        refuse_foreign(listing.repo, listing.sizes)
        if weights_among(set(listing.sizes)) is None or "config.json" not in listing.sizes:
            raise Refused(
                "missing_file",
                f"{listing.repo} at {listing.revision} has no config.json with weights beside it.",
                hint="It may hold another kind of model, or weights in a format that is not read here.",
                field="source",
            )
        if own_tokenizer and not listing.tokenizer_files:
            raise _no_tokenizer(listing)
        with speaking_plainly("model", listing.repo, listing.revision, "config.json"):
            # By its name, so that the client's cache knows later, offline, which commit the name meant.
            self._file(listing.repo, "config.json", listing.revision, None)
        # The tokenizer's config is fetched with it: either may ask for code of its own.
        small = [name for name in ("config.json", "tokenizer_config.json") if name in listing.sizes]
        config = read_config(self._fetch(listing, small, None))
        refuse_config(listing.repo, config)
        sizes(config)

    def _checkpoint(
        self, listing: _Listing, told: NameTold, own_tokenizer: bool, progress: Progress | None
    ) -> FoundCheckpoint:
        names = ["config.json", *(listing.tokenizer_files if own_tokenizer else [])]
        weights = weights_among(set(listing.sizes)) or ""
        if weights.endswith(".index.json"):
            folder = self._fetch(listing, [weights], None)
            names += [weights, *shards_of(read_json(folder / weights, "broken_weights"))]
        else:
            names.append(weights)
        folder = self._fetch(listing, names, progress)
        return FoundCheckpoint(listing.revision, folder, told.step, told.tokens_seen, listing.commit)

    def _fetch(self, listing: _Listing, names: Sequence[str], progress: Progress | None) -> Path:
        """Fetch these files; the folder they are in. What is here already is not fetched again."""
        total, done = sum(listing.sizes.get(name, 0) for name in names), 0
        folder = Path()
        for name in names:
            label = f"fetching {listing.revision}: {name}"
            report = (lambda more, done=done, label=label: progress(done + more, total, label)) if progress else None
            with speaking_plainly("model", listing.repo, listing.revision, name):
                revision = listing.commit or listing.revision
                folder = Path(self._file(listing.repo, name, revision, report)).parent
            done += listing.sizes.get(name, 0)
            if progress:
                progress(done, total, label)
        return folder

    def _file(self, repo: str, name: str, revision: str, report: Callable[[int], None] | None) -> str:
        return hf_hub_download(
            repo,
            name,
            revision=revision,
            cache_dir=self.cache,
            endpoint=self.endpoint,
            local_files_only=self.offline,
            tqdm_class=_bar(report),
        )


def _bar(report: Callable[[int], None] | None) -> type:
    """A progress bar that draws nothing and tells ``report`` the bytes so far of its file."""

    class Bar(silent_tqdm):
        def __init__(self, *args: object, initial: int | None = 0, **kwargs: object):
            super().__init__(*args, initial=initial, **kwargs)  # type: ignore[no-untyped-call]  # tqdm has no types
            self.done = initial or 0

        def update(self, n: int | float | None = 1) -> None:
            self.done += int(n or 0)
            if report:
                report(self.done)

    return Bar


def _no_tokenizer(listing: _Listing) -> Refused:
    return Refused(
        "no_tokenizer",
        f"{listing.repo} at {listing.revision} has no tokenizer.",
        hint="Name the model whose tokenizer belongs to it (tokenizer=...), as BLOOM's for its intermediate versions.",
        field="tokenizer",
    )
