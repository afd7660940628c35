"""A town whose roads are known: a server that answers as one of OSRM does, on loopback."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Spot = tuple[float, float]
# Seconds from one spot to another, degrees each; None where no road leads.
Seconds = Callable[[Spot, Spot], float | None]


class Server:
    """Where it is, and how many places each question named."""

    def __init__(self, url: str) -> None:
        self.url, self.asked = url, list[int]()


@contextmanager
def osrm(seconds: Seconds, *, status: int = 200, body: bytes | None = None) -> Iterator[Server]:
    """A server whose roads take ``seconds``; ``body``: what it answers instead."""
    told = Server("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = body if body is not None else json.dumps(self.table()).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def table(self) -> dict[str, object]:
            parts = urlsplit(self.path)
            service, _, coordinates = parts.path.rpartition("/")
            assert service == "/table/v1/driving"
            query = parse_qs(parts.query)
            assert query["annotations"] == ["duration"]
            spots = [spot(each) for each in coordinates.split(";")]
            told.asked.append(len(spots))
            rows, columns = (
                [spots[int(number)] for number in query[name][0].split(";")]
                for name in ("sources", "destinations")
            )
            return {
                "code": "Ok",
                "durations": [[seconds(one, other) for other in columns] for one in rows],
            }

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def spot(text: str) -> Spot:
    lon, lat = text.split(",")
    return float(lon), float(lat)
