"""One house for all planted tests of a process."""

import pytest


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    """The house; a run that one test asked for is there for the next."""
    # Here and not above: the numerics' shapes are made to be checked before anything imports them.
    from tests.oracles.planted.house import House

    made = House(tmp_path_factory.mktemp("planted"))
    yield made
    made.close()
