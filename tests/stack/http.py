"""HTTP at the edge, as a client sees it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import urllib3

from tests.stack.declared import undeclared

type Json = dict[str, Any]

# Sends only what a test gives: no default headers, no redirects, no retries.
_POOL = urllib3.PoolManager(maxsize=16, retries=False, timeout=40, headers={})


@dataclass(frozen=True)
class Answer:
    """One response; header names in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        value: Json = json.loads(self.body)
        return value

    @property
    def etag(self) -> str:
        return self.headers["ETag"]


@dataclass(frozen=True)
class Api:
    """The API for one caller, or without a token."""

    url: str
    token: str | None = None
    always: Mapping[str, str] = field(default_factory=dict)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request; a body that is not bytes goes as JSON."""
        sent = {**self.always, **(headers or {})}
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        answer = _POOL.request(method, self.url + path, body=data, headers=sent, redirect=False)
        assert not undeclared(method, path, answer.status), undeclared(method, path, answer.status)
        return Answer(answer.status, answer.headers, answer.data)

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=_names(headers))

    def post(self, path: str, body: object, **headers: str) -> Answer:
        return self.send("POST", path, body, _names(headers))

    def put(self, path: str, body: object, **headers: str) -> Answer:
        return self.send("PUT", path, body, _names(headers))

    def delete(self, path: str, **headers: str) -> Answer:
        return self.send("DELETE", path, headers=_names(headers))

    def create_note(self, **fields: object) -> Json:
        """Make a note that must succeed, and return it."""
        answer = self.post("/v1/notes", note_input(**fields))
        assert answer.status == 201, answer.body
        return answer.json


def note_input(**fields: object) -> Json:
    """Return a valid body, with some fields changed."""
    return {"title": "Refund", "body": "The caller asked for a refund.", **fields}


def customer_input(**fields: object) -> Json:
    """Return a valid body, with some fields changed."""
    return {"name": "정다은", "tier": "standard", **fields}


def path_of(note: Json) -> str:
    return f"/v1/notes/{note['note_id']}"


def _names(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
