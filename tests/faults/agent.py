"""A stand-in for the AppConfig agent, on a real port."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PATH = "/applications/a/environments/e/configurations/p"


@dataclass
class Agent:
    """What the agent serves next, and what it was asked."""

    port: int = 0
    status: int = 200
    content: bytes = b"{}"
    label: str = ""
    delay: float = 0
    asked: list[str] = field(default_factory=list)


@contextmanager
def running_agent() -> Iterator[Agent]:
    agent = Agent()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            agent.asked.append(self.path)
            time.sleep(agent.delay)
            self.send_response(agent.status)
            if agent.label:
                self.send_header("Version-Label", agent.label)
            self.send_header("Content-Length", str(len(agent.content)))
            self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(agent.content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    agent.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield agent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
