"""Twenty keep-alive clients in a process of their own: ``python _clients.py HOST PORT CLIENTS < JSON list of paths``.

Every client asks for the next path of the list on one connection and reads the whole answer; nothing is conditional.
Prints one JSON object: milliseconds of every answer, bytes received, seconds in all. Written on bare streams, because a
client library would cost more than the server that is measured.
"""

import asyncio
import json
import sys
import time


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    """Send one request and read the whole answer; returns the bytes of its body."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"not answered: {head.splitlines()[0].decode()}")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return len(await reader.readexactly(int(length.split(b":")[1])))


async def client(host: str, port: int, requests: "asyncio.Queue[bytes]", taken: list[float], read: list[int]) -> None:
    """One connection, one request after the other, until none is left."""
    reader, writer = await asyncio.open_connection(host, port, limit=1 << 20)
    while not requests.empty():
        request = requests.get_nowait()
        begun = time.perf_counter()
        read.append(await ask(reader, writer, request))
        taken.append((time.perf_counter() - begun) * 1000)
    writer.close()


async def main(host: str, port: int, clients: int, paths: list[str]) -> None:
    """Ask for all paths, and say how long each took."""
    requests: asyncio.Queue[bytes] = asyncio.Queue()
    rest = f"HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: application/json\r\nAccept-Encoding: identity\r\n\r\n"
    for path in paths:
        requests.put_nowait(f"GET {path} {rest}".encode())
    taken: list[float] = []
    read: list[int] = []
    begun = time.perf_counter()
    await asyncio.gather(*(client(host, port, requests, taken, read) for _ in range(clients)))
    print(json.dumps({"ms": taken, "bytes": sum(read), "seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.load(sys.stdin)))
