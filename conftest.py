"""Plugins of the test suite; fixtures live in tests/conftest.py."""

pytest_plugins = ("tests.shapes", "tests.ci_gate", "tests.distribution", "tests.once", "pytester")
