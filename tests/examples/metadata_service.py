"""The metadata services of an instance and of a container."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

TOKEN = "a-token"
KEYS = {
    "Code": "Success",
    "AccessKeyId": "INSTANCE",
    "SecretAccessKey": "secret",
    "Token": "session",
    "Expiration": "2099-01-01T00:00:00Z",
}
PATHS = {
    "/latest/user-data": "#!/bin/bash\nyum install -y httpd",
    "/latest/meta-data/local-ipv4": "10.0.0.7",
    "/latest/meta-data/public-ipv4": "198.51.100.7",
    "/latest/meta-data/iam/security-credentials/": "web-role",
    "/latest/meta-data/iam/security-credentials/web-role": json.dumps(KEYS),
    "/container": json.dumps(KEYS | {"AccessKeyId": "CONTAINER"}),
}


class Handler(BaseHTTPRequestHandler):
    def do_PUT(self) -> None:
        lasts = self.headers["X-aws-ec2-metadata-token-ttl-seconds"]
        self.answer(200 if self.path == "/latest/api/token" and lasts else 400, TOKEN)

    def do_GET(self) -> None:
        if self.path != "/container" and self.headers["X-aws-ec2-metadata-token"] != TOKEN:
            self.answer(401, "")
        else:
            self.answer(200 if self.path in PATHS else 404, PATHS.get(self.path, ""))

    def answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Stay silent."""


@contextmanager
def serve_metadata() -> Iterator[str]:
    """Serve both on a free port; the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
