"""Every client gives up before its function times out, and its user agent names the function."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

from callnotes.adapters.clients import (
    CLOSING_SECONDS,
    LONGEST_CALL_SECONDS,
    TRIES,
    back_off,
    calling,
    client_config,
    make_client,
    require_time,
)
from callnotes.domain.errors import Unavailable
from faults.rule import Fault
from tests.cloud import Cloud
from tests.faults.rules import ALWAYS, Rule, refused
from tests.faults.waiting import Waiting
from tests.template import ROOT, Function, functions

PROBES: dict[str, tuple[str, dict[str, Any]]] = {
    "dynamodb": ("list_tables", {}),
    "sns": ("list_topics", {}),
    "sqs": ("list_queues", {}),
    "s3": ("list_buckets", {}),
    "kms": ("list_keys", {}),
    "stepfunctions": ("list_state_machines", {}),
    "cognito-idp": ("list_user_pools", {"MaxResults": 1}),
}
"""A harmless call of each service the app uses."""

PASSING_CODES = {
    *ThrottledRetryableChecker()._throttled_error_codes,  # type: ignore[attr-defined] # not in its stubs
    *TransientRetryableChecker()._transient_error_codes,  # type: ignore[attr-defined] # not in its stubs
}


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Waiting:
    make_client.cache_clear()  # because the SDK saves up its retries
    return Waiting.instead_of_sleeping(monkeypatch)


def patience_of(client: Any) -> float:
    """Return the longest time of a call: all attempts, and the longest waits between them."""
    config = client.meta.config
    tries = config.retries["total_max_attempts"]
    waits = sum(1 << number for number in range(tries - 1))
    longest: float = tries * (config.connect_timeout + config.read_timeout) + waits
    return longest


def client_error(code: str, status: int) -> ClientError:
    response: Any = {
        "Error": {"Code": code, "Message": "m"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(response, "PutItem")


@pytest.mark.parametrize("function", functions().values(), ids=list(functions()))
def test_a_functions_clients_give_up_before_its_time_is_over(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, function: Function
) -> None:
    patience: dict[str, float] = {}
    real: Any = boto3.client

    def recording(service: str, **options: Any) -> Any:
        client = real(service, **options)
        patience[service] = patience_of(client)
        return client

    monkeypatch.setattr(boto3, "client", recording)
    cloud.load(function)
    make_client.cache_clear()
    assert {s: p for s, p in patience.items() if p >= function.timeout} == {}


@pytest.mark.parametrize("function", sorted(functions()))
def test_a_function_makes_its_clients_when_it_starts(function: str) -> None:
    source = (ROOT / "functions" / function / "app.py").read_text()
    assert "make_client(" not in source.partition("def handler")[2]


def test_adapters_make_no_clients_of_their_own() -> None:
    folder = ROOT / "layers" / "core" / "callnotes"
    others = [path for path in folder.rglob("*.py") if path.name != "clients.py"]
    assert [path for path in others if "boto3.client" in path.read_text()] == []


@pytest.mark.parametrize("service", PROBES)
def test_a_client_names_its_function_on_the_wire(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "callnotes-CreateNoteFunction-1")
    make_client.cache_clear()
    operation, arguments = PROBES[service]
    getattr(make_client(service), operation)(**arguments)
    make_client.cache_clear()
    assert (
        "app/callnotes-CreateNoteFunction-1" in cloud.faults.calls[-1].headers["User-Agent"].split()
    )


def test_a_process_has_one_client_of_a_service() -> None:
    assert make_client("dynamodb") is make_client("dynamodb")


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, code) for code in sorted(PASSING_CODES)]
    + [(status, "Any") for status in (500, 502, 503, 504)],
)
def test_what_the_sdk_retries_means_unavailable(
    cloud: Cloud, waiting: Waiting, status: int, code: str
) -> None:
    with cloud.faults.of_one_test() as faults:
        rule = faults.add(refused("dynamodb", "ListTables", code, status=status, times=ALWAYS))
        with pytest.raises(Unavailable), calling("note store"):
            make_client("dynamodb").list_tables()
    assert (rule.fired, len(waiting.naps)) == (TRIES, TRIES - 1)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "ValidationException"), (400, "AccessDeniedException"), (501, "NotImplemented")],
)
def test_an_error_the_sdk_does_not_retry_is_raised_unchanged(
    cloud: Cloud, status: int, code: str
) -> None:
    with cloud.faults.of_one_test() as faults:
        rule = faults.add(refused("dynamodb", "ListTables", code, status=status, times=ALWAYS))
        with pytest.raises(ClientError), calling("note store"):
            make_client("dynamodb").list_tables()
    assert rule.fired == 1


@pytest.mark.parametrize("code", ["ThrottledException", "RequestThrottledException"])
def test_the_sdks_list_has_the_codes_of_services_to_come(code: str) -> None:
    assert code in PASSING_CODES


@pytest.mark.parametrize("fault", ["drop", "error_before"])
def test_a_timeout_means_unavailable(cloud: Cloud, waiting: Waiting, fault: Fault) -> None:
    with cloud.faults.of_one_test() as faults:
        faults.add(Rule("dynamodb", "ListTables", fault, ALWAYS, status=0))
        with pytest.raises(Unavailable), calling("note store"):
            make_client("dynamodb").list_tables()
    assert len(waiting.naps) == TRIES - 1


def test_the_longest_call_is_what_a_client_can_take() -> None:
    assert patience_of(boto3.client("sns", config=client_config())) == LONGEST_CALL_SECONDS


@pytest.mark.parametrize("missing", [0.001, LONGEST_CALL_SECONDS])
def test_a_call_that_could_outlast_the_function_is_refused(missing: float) -> None:
    with pytest.raises(Unavailable):
        require_time(lambda: LONGEST_CALL_SECONDS + CLOSING_SECONDS - missing)


def test_a_call_there_is_time_for_is_allowed() -> None:
    require_time(lambda: LONGEST_CALL_SECONDS + CLOSING_SECONDS)


@pytest.mark.parametrize("attempt", [1, 2, 3])
def test_waits_between_attempts_grow_and_have_jitter(waiting: Waiting, attempt: int) -> None:
    for _ in range(50):
        back_off(attempt)
    longest = 2 ** (attempt - 1)
    assert longest / 2 < max(waiting.naps) <= longest
    assert min(waiting.naps) < longest / 2


def test_unavailable_names_the_dependency_and_no_detail_of_aws() -> None:
    with pytest.raises(Unavailable) as caught, calling("note store"):
        raise client_error("ThrottlingException", 400)
    assert str(caught.value) == "The note store cannot serve us right now."
