"""``isogloss demo`` without its dashboard, as a script would call it."""

import subprocess
import sys
from pathlib import Path

from tests.packaging.started import clean_environment


def run_demo(home: Path, *arguments: str, timeout: float = 800) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    command = [sys.executable, "-m", "isogloss.cli", "demo", "--no-serve", "--home", str(home), *arguments]
    return subprocess.run(
        command, env=clean_environment(), capture_output=True, text=True, timeout=timeout, check=False
    )
