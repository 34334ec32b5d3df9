"""Toys behind the real app, in this process and in one of its own."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from isogloss.store.open import Store, open_store
from isogloss.web.application import assemble
from isogloss.web.reader import Reader
from tests.web.serving import server
from tests.web.toy import TOY


@pytest.fixture
def local_store(home: Path) -> Iterator[Store]:
    """An open store on SQLite, for what does not depend on the database."""
    opened = open_store(home=home)
    yield opened
    opened.close()


@pytest.fixture
def app(local_store: Store) -> FastAPI:
    """The app over it, with the toy study."""
    return assemble(Reader(local_store, (TOY,)))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client within the process that looks like a program on this machine."""
    with TestClient(app, base_url="http://127.0.0.1") as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server process on loopback, shared by the tests of a module."""
    with server(tmp_path_factory.mktemp("home")) as url:
        yield url


@pytest.fixture
def wire(address: str) -> Iterator[httpx.Client]:
    """A plain client of that server."""
    with httpx.Client(base_url=address) as opened:
        yield opened
