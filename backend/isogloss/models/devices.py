"""What models can be computed on here, as torch sees it. Run as a program it prints that as JSON, so that who asks need
not import torch: ``python -m isogloss.models.devices``."""

import json
import sys
from typing import Any

import torch


def devices() -> dict[str, Any]:
    """``torch`` is its version, ``threads`` how many it would use, ``devices`` each with its name and bytes (None where
    torch cannot tell)."""
    found: list[dict[str, Any]] = []
    if torch.cuda.is_available():
        for number in range(torch.cuda.device_count()):
            facts = torch.cuda.get_device_properties(number)
            found.append({"name": f"cuda:{number}", "says": facts.name, "bytes": facts.total_memory})
    if torch.backends.mps.is_available():
        found.append({"name": "mps", "says": "Apple GPU", "bytes": None})
    return {"torch": torch.__version__, "threads": torch.get_num_threads(), "devices": found}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(devices()))
