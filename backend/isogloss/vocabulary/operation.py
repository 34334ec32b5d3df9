"""What is done to a unit while a model reads and writes."""

from typing import Literal

#: ``force`` sets it, ``scale`` multiplies it, ``add`` adds to it; ``zero``, ``mean`` and ``resample`` take what it knew
#: away.
Operation = Literal["zero", "mean", "resample", "force", "scale", "add"]
