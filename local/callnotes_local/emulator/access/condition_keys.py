"""Condition keys that the emulator leaves out: of encryption, of partitions, of simulations.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
"""

import json
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

from ministack.services import dynamodb

from callnotes_local.emulator import seams

LEADING_KEYS = "dynamodb:LeadingKeys"
EQUALITY = re.compile(r"(#?\w+)\s*=\s*(:\w+)")
ENTRY = re.compile(r"(ContextEntries\.member\.\d+)\.ContextKeyName")

type Json = dict[str, Any]
type Original = Callable[..., Any]

# What a request to simulate policies says of the context; it is the request's only evaluation.
_entries: ContextVar[Json | None] = ContextVar("entries", default=None)


def install() -> None:
    """Let loopback stand for TLS; narrow permissions to partitions; simulate with a context."""
    encrypted = {"secure_transport": True}
    seams.wrap("ministack.app", "pin_request_origin", lambda pin, at, _: pin(at, **encrypted))
    seams.wrap("ministack.core.iam_actions", "dynamodb_service_context", _add_leading_keys)
    seams.wrap("ministack.core.iam_actions", "request_tag_context", _add_encryption_context)
    seams.wrap("ministack.services.iam", "_extract_simulate_params", _remember_entries)
    seams.wrap("ministack.core.iam_evaluator", "_resolve_condition_key", _resolve)


def _add_leading_keys(original: Original, body: bytes) -> Json:
    context: Json = original(body)
    # Empty: the body is no request.
    keys = [*_of_item(json.loads(body)), *_of_query(json.loads(body))] if context else []
    return context | ({LEADING_KEYS: keys} if keys else {})


def _add_encryption_context(
    original: Original, service: str, action: str, body: bytes, *rest: Any
) -> Json:
    context: Json = original(service, action, body, *rest)
    sent = (json.loads(body or b"{}").get("EncryptionContext") or {}) if service == "kms" else {}
    return context | {f"kms:EncryptionContext:{name}": value for name, value in sent.items()}


def _of_item(request: Json) -> Iterator[str]:
    members = request.get("TransactItems") or ()
    for action in (request, *(action for member in members for action in member.values())):
        item = action.get("Key") or action.get("Item") or {}
        yield from item.get(_table(action).get("pk_name"), {}).values()


def _of_query(request: Json) -> Iterator[str]:
    table = _table(request)
    schemas = [table.get("KeySchema", ())]
    schemas += [index["KeySchema"] for index in table.get("GlobalSecondaryIndexes") or ()]
    partitions = {k["AttributeName"] for keys in schemas for k in keys if k["KeyType"] == "HASH"}
    names = request.get("ExpressionAttributeNames") or {}
    for name, value in EQUALITY.findall(request.get("KeyConditionExpression") or ""):
        if names.get(name, name) in partitions:
            yield from request["ExpressionAttributeValues"].get(value, {}).values()


def _table(request: Json) -> Json:
    found: Json = dynamodb._tables.get(request.get("TableName")) or {}
    return found


def _remember_entries(original: Original, request: dict[str, list[str]]) -> Any:
    entries: Json = {}
    for found in filter(None, map(ENTRY.fullmatch, request)):
        prefix = f"{found[1]}.ContextKeyValues.member."
        values = [request[field][0] for field in request if field.startswith(prefix)]
        entries[request[found[0]][0].lower()] = values[0] if len(values) == 1 else values
    _entries.set(entries)
    return original(request)


def _resolve(original: Original, key: str, context: Any) -> Any:
    entries = _entries.get()
    return original(key, context) if entries is None else entries.get(key.lower())
