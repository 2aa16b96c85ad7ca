"""Every client gives up before its function's time is over, and says whose call it is."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from callnotes.adapters import clients
from callnotes.adapters.clients import calling, make_client
from callnotes.domain.errors import Unavailable
from tests.cloud import Cloud
from tests.template import ROOT, Function, functions

PROBES: dict[str, tuple[str, dict[str, Any]]] = {
    "dynamodb": ("list_tables", {}),
    "sns": ("list_topics", {}),
    "sqs": ("list_queues", {}),
    "s3": ("list_buckets", {}),
    "cognito-idp": ("list_user_pools", {"MaxResults": 1}),
}
"""A harmless call of each service the app uses."""


def patience_of(client: Any) -> float:
    """Return the longest a call can take: all tries, and the longest waits between them."""
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
    monkeypatch.setenv("LOGICAL_ID", "CreateNoteFunction")
    make_client.cache_clear()
    operation, arguments = PROBES[service]
    getattr(make_client(service), operation)(**arguments)
    make_client.cache_clear()
    assert "app/CreateNoteFunction" in cloud.faults.calls[-1].headers["User-Agent"].split()


@pytest.mark.parametrize("function", sorted(functions()))
def test_a_function_knows_its_logical_id(function: str) -> None:
    assert functions()[function].environment["LOGICAL_ID"] == functions()[function].logical_id


def test_a_process_has_one_client_of_a_service() -> None:
    assert make_client("dynamodb") is make_client("dynamodb")


@pytest.mark.parametrize("code", sorted(clients._THROTTLED))
def test_throttling_means_unavailable(code: str) -> None:
    with pytest.raises(Unavailable), calling("note store"):
        raise client_error(code, 400)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_error_means_unavailable(status: int) -> None:
    with pytest.raises(Unavailable), calling("note store"):
        raise client_error("InternalServerError", status)


@pytest.mark.parametrize("error", [ConnectTimeoutError, EndpointConnectionError])
def test_silence_means_unavailable(error: type[Exception]) -> None:
    with pytest.raises(Unavailable), calling("note store"):
        raise error(endpoint_url="https://dynamodb")  # type: ignore[call-arg]


def test_what_is_our_own_fault_stays_what_it_is() -> None:
    with pytest.raises(ClientError), calling("note store"):
        raise client_error("ValidationException", 400)


def test_unavailable_tells_the_dependency_and_nothing_of_aws() -> None:
    with pytest.raises(Unavailable) as caught, calling("note store"):
        raise client_error("ThrottlingException", 400)
    assert str(caught.value) == "The note store cannot serve us right now."
