"""Commands as another account of this machine runs them."""

import os
import shutil

import pytest

#: Put before a command: an account that owns nothing here.
BY_ANOTHER = ("setpriv", "--reuid=54321", "--regid=54321", "--clear-groups")
needs_root = pytest.mark.skipif(
    os.getuid() != 0 or not shutil.which("setpriv"), reason="needs root, to become somebody else"
)
