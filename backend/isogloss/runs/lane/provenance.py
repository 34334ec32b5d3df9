"""How a result came about, apart from what decides it: versions, device, threads, times. No host names, no paths."""

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from isogloss import __version__

_LIBRARIES = ("torch", "transformers", "tokenizers", "numpy", "scipy", "plotly")


def provenance(params: dict[str, Any], device: str = "cpu") -> dict[str, Any]:
    """What this process is computing with, as JSON; ``device`` is where its models are, threads are torch's own."""
    torch = sys.modules.get("torch")
    facts: dict[str, Any] = {
        "isogloss": __version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "libraries": {name: found for name in _LIBRARIES if (found := _version(name))},
        "dtype": params.get("dtype"),
        "attention": params.get("attention"),
        "seed": params.get("seed"),
        "threads": torch.get_num_threads() if torch else int(os.environ.get("OMP_NUM_THREADS") or 0) or None,
        "device": device,
    }
    if torch:
        facts["cpu_capability"] = torch.backends.cpu.get_cpu_capability()
        if device.startswith("cuda"):
            facts["device"] = torch.cuda.get_device_name(device)
    return facts


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
