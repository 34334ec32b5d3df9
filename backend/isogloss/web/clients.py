"""Who asks, as far as a server without log-ins can tell: the address of the machine."""

from starlette.requests import HTTPConnection


def address_of(request: HTTPConnection) -> str:
    """The machine (or the proxy) that a request comes from."""
    return request.client.host if request.client else ""
