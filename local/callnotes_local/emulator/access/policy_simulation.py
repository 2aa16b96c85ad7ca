"""Simulated policies with the context keys of the request, which the emulator leaves aside.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from itertools import count
from typing import Any

from ministack.services import iam

from callnotes_local.emulator import seams

IAM = "ministack.services.iam"
EVALUATOR = "ministack.core.iam_evaluator"

_entries: ContextVar[dict[str, Any] | None] = ContextVar("entries", default=None)


def install() -> None:
    """Answer condition keys from the request while a policy is simulated."""
    seams.replace(IAM, "_extract_simulate_params", _remember_entries)
    seams.replace(IAM, "_build_simulate_results_real", _forget_entries)
    seams.replace(EVALUATOR, "_resolve_condition_key", _from_entries)


def _remember_entries(original: Callable[..., Any]) -> Callable[..., Any]:
    def extract(request: dict[str, Any]) -> Any:
        _entries.set(_read_entries(request))
        return original(request)

    return extract


def _forget_entries(original: Callable[..., str]) -> Callable[..., str]:
    def build(*arguments: Any) -> str:
        try:
            return original(*arguments)
        finally:
            _entries.set(None)

    return build


def _from_entries(original: Callable[..., Any]) -> Callable[..., Any]:
    def resolve(key: str, context: Any) -> Any:
        entries = _entries.get()
        return original(key, context) if entries is None else entries.get(key.lower())

    return resolve


def _read_entries(request: dict[str, Any]) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for number in count(1):
        prefix = f"ContextEntries.member.{number}"
        name = iam._p(request, f"{prefix}.ContextKeyName")
        if not name:
            break
        values = list(_read_values(request, f"{prefix}.ContextKeyValues"))
        entries[name.lower()] = values[0] if len(values) == 1 else values
    return entries


def _read_values(request: dict[str, Any], prefix: str) -> Iterator[str]:
    for number in count(1):
        value = iam._p(request, f"{prefix}.member.{number}")
        if not value:
            return
        yield value
