"""What an installation may set, by environment variables that begin with ``ISOGLOSS_``.

Read by the command line and the app only; everything below them is handed plain values.
"""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from isogloss.demo.chapters import STEPS

#: The token of a server that asks for none.
NO_TOKEN = "none"
#: A shorter one could be guessed.
TOKEN_LENGTH = 16


class Settings(BaseSettings):
    """All settings with their defaults: a laptop, one person, no services."""

    model_config = SettingsConfigDict(env_prefix="ISOGLOSS_", extra="ignore", frozen=True, env_ignore_empty=True)

    home: Path = Field(Path("~/.isogloss"), validate_default=True, description="Folder for databases, logs and locks.")
    database_url: str | None = Field(None, description="A Postgres address; SQLite files in the home folder if absent.")
    artifacts: Literal["database", "folder"] = Field("database", description="Where arrays and figures are kept.")
    artifacts_folder: Path | None = Field(None, description="A folder that all machines share, for artifacts=folder.")
    cache_budget_bytes: int = Field(20_000_000_000, ge=0, description="Bytes of activations kept for later.")

    host: str = Field("127.0.0.1", description="Address the pages are served at.")
    port: int | None = Field(8321, ge=0, le=65535, description="Port; 0 for any that is free.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field((), description="Further host names, with commas.")

    public_url: str | None = Field(None, description="The address that others reach this server at.")
    read_only: bool = Field(False, description="Show what is here, and let nobody write.")
    token: str | None = Field(
        None, max_length=200, description="Asked for before anything is started or changed; “none” for no such asking."
    )
    roots: Annotated[tuple[Path, ...] | None, NoDecode] = Field(
        None, description="Folders that pages and programs may name paths in, with commas."
    )

    demo: bool = Field(False, description="Tell the demo's story on the front page.")
    demo_steps: int = Field(STEPS, ge=9, le=100_000, description="Steps the demo's models train.")

    lanes_batch: int = Field(2, ge=1, le=64, description="Runs a worker computes at once.")
    lanes_live: int = Field(1, ge=0, le=16, description="Lanes kept free for people who wait.")
    threads: int | None = Field(None, ge=1, le=512, description="Threads of each lane; the cores shared out if absent.")
    device: str = Field("auto", description="auto, cpu, or a torch device such as cuda:1.")
    model_budget_bytes: int = Field(4_000_000_000, ge=0, description="Bytes of models each lane keeps warm.")
    heartbeat_s: float = Field(1.0, gt=0, le=60, description="Seconds between a worker's signs of life.")
    dead_after_s: float = Field(5.0, gt=0, le=3600, description="Seconds of silence after which it is taken for dead.")

    stalled_after_s: float = Field(
        10_800.0, gt=0, le=10_000_000, description="Seconds without progress after which a run is ended as failed."
    )
    silent_after_s: float = Field(
        300.0, ge=5, le=10_000_000, description="Seconds without a sign of life after which a lane is started anew."
    )

    hub_endpoint: str | None = Field(None, description="Another hub than the usual one.")
    offline: bool = Field(False, description="Never ask a hub.")

    @field_validator("home", "artifacts_folder")
    @classmethod
    def _expand(cls, folder: Path | None, info: ValidationInfo) -> Path | None:
        try:
            return folder.expanduser().absolute() if folder else None
        except (RuntimeError, OSError, ValueError) as error:
            name = str(info.field_name)
            what = "home folder" if name == "home" else "folder for artifacts"
            raise ValueError(
                f"The {what} cannot be found, for no account's home is known by {folder}: set ISOGLOSS_{name.upper()} "
                "to a whole path that this account may write to."
            ) from error

    @field_validator("public_url")
    @classmethod
    def _of_a_server(cls, url: str | None) -> str | None:
        """Scheme and host. The pages ask for their parts at the server's root, so that below a path nothing would be
        found; a path that a proxy takes away again is refused rather than half kept."""
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            good = False
        # Looked for in the text: an empty query, fragment or name is none to urlsplit, and would stand in every link.
        if not good or re.search(r"[?#@\s]", url):
            raise ValueError("ISOGLOSS_PUBLIC_URL is no address of a server (https://lab.example is one).")
        if parts.path not in ("", "/"):
            raise ValueError(
                f"ISOGLOSS_PUBLIC_URL has a path ({parts.path}), and Isogloss' pages work at a server's root only: "
                f"give it a name of its own, such as {parts.scheme}://isogloss.{parts.hostname}."
            )
        return url.rstrip("/")

    @field_validator("token")
    @classmethod
    def _long_enough(cls, token: str | None) -> str | None:
        if token in (None, NO_TOKEN) or len(token) >= TOKEN_LENGTH:
            return token
        raise ValueError(f"ISOGLOSS_TOKEN is easily guessed: give {TOKEN_LENGTH} characters or more (or “none”).")

    @field_validator("roots")
    @classmethod
    def _whole_paths(cls, folders: tuple[Path, ...] | None) -> tuple[Path, ...] | None:
        try:
            return None if folders is None else tuple(folder.expanduser().absolute() for folder in folders)
        except (RuntimeError, OSError) as error:
            raise ValueError("ISOGLOSS_ROOTS names a folder that cannot be found: write its path in full.") from error

    def reads_from(self) -> tuple[Path, ...]:
        """The folders that paths are read in: those that are set, or the account's home, the folder the server was
        started in, and its own home folder. The whole disk only where it is set."""
        if self.roots is not None:
            return self.roots
        found = [self.home]
        for here in (Path.home, Path.cwd):
            try:
                found.append(here())
            except (RuntimeError, OSError):
                pass
        return tuple(folder for folder in found if folder != Path(folder.anchor))

    @field_validator("allowed_hosts", "roots", mode="before")
    @classmethod
    def _split(cls, names: object) -> object:
        return tuple(n.strip() for n in names.split(",") if n.strip()) if isinstance(names, str) else names
