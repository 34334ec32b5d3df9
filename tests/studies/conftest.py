"""One way to a house for all studies."""

from collections.abc import Callable, Iterator

import pytest

from tests.studies.house import House


@pytest.fixture(scope="module")
def house_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    """``house_of(start)`` makes a :class:`House` that is closed with the module's last test."""
    made: list[House] = []

    def make(*start: object, **more: object) -> House:
        made.append(House(tmp_path_factory.mktemp("house"), *start, **more))
        return made[-1]

    yield make
    for house in made:
        house.close()
