"""How work that takes a while tells how far it is."""

from collections.abc import Callable

#: ``tell(done, total, what)``; raising from it stops the work.
Tell = Callable[[float, float, str], None]
