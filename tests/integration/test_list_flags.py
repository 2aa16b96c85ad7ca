"""A flag is rolled out, AppConfig goes away and comes back, and the flag is rolled back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from callnotes.adapters.note_items import note_key
from callnotes.api.flag_routes import LIST_FLAGS
from callnotes.domain.flags import PARTS, FlagName, Subject, part_of
from callnotes_local.cloud.flags import Flags
from callnotes_local.errors import CliError
from tests.flag_documents import BAD_DOCUMENTS, make_document
from tests.gateway import make_claims, make_proxy_event
from tests.stack.faulty import copy_function
from tests.stack.http import Api, Json
from tests.stack.permissions import without_permission
from tests.stack.polling import eventually
from tests.stack.stack import Stack

NOBODY_LISTENS = "http://127.0.0.1:9"
READ = "appconfig:GetLatestConfiguration"
# Twice the poll interval, and what an execution environment takes to start.
SEEN_SECONDS = 40
# A period, and how often alarms are evaluated.
ALARM_SECONDS = 70


@pytest.fixture
def flags(stack: Stack) -> Iterator[Flags]:
    # An alarm that other tests have raised would roll back what is deployed.
    eventually(lambda: not is_raised(stack, "ApiErrorsAlarm"), ALARM_SECONDS)
    flags = Flags(stack.cloud)
    yield flags
    while flags.deployment["DeploymentNumber"] > 1:
        flags.roll_back()


def roll_out(flags: Flags, **values: Json) -> str:
    """Deploy a document at once, wait until it is, and return its label."""
    *_, last = flags.deploy(make_document(**values), "AtOnce")
    assert last["State"] == "COMPLETE"
    return str(last["VersionLabel"])


def listed(api: Api) -> Json:
    answer = api.get("/v1/flags")
    assert answer.status == 200
    body: Json = answer.json
    return body


def see(api: Api, *, dictation: bool, version: str, stale: bool = False) -> None:
    """Wait until the response shows it."""

    def is_seen() -> bool:
        body = listed(api)
        found = body["flags"]["dictation"], body["version"], body["stale"]
        return found == (dictation, version, stale)

    eventually(is_seen, SEEN_SECONDS)


def is_raised(stack: Stack, alarm: str) -> bool:
    name = stack.physical_id(alarm)
    (found,) = stack.clients.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return found["StateValue"] == "ALARM"


def test_given_the_stack_itself_when_flags_are_listed_then_all_are_off(
    agent: Api, flags: Flags
) -> None:
    assert flags.deployment["DeploymentNumber"] == 1
    see(agent, dictation=False, version="initial")
    assert listed(agent)["flags"] == dict.fromkeys(FlagName, False)


def test_given_a_rolled_out_flag_when_appconfig_is_away_and_back_then_every_caller_sees_it(
    stack: Stack, tenant: str, flags: Flags
) -> None:
    users = [stack.new_user(tenant) for _ in range(6)]
    parts = [part_of(FlagName.DICTATION, Subject(tenant, user.sub)) for user in users]
    apis = [stack.http(user) for user in users]
    # Between two of them, as 20 % is between two of very many.
    percentage = sorted(parts)[2] * 100 / PARTS

    def is_in(part: int) -> bool:
        return part < percentage * PARTS / 100

    first = roll_out(flags, dictation={"enabled": True, "percentage": percentage})
    for api, part in zip(apis, parts, strict=True):
        see(api, dictation=is_in(part), version=first)

    # Every poll fails, the agent's and the function's own.
    with without_permission(stack, "list_flags", READ, "read_flags"):
        for api, part in zip(apis, parts, strict=True):
            see(api, dictation=is_in(part), version=first, stale=True)
        eventually(lambda: is_raised(stack, "FlagsStaleAlarm"))

    second = roll_out(flags, dictation={"enabled": True, "percentage": 100})
    for api in apis:
        see(api, dictation=True, version=second)

    flags.roll_back()
    for api, part in zip(apis, parts, strict=True):
        see(api, dictation=is_in(part), version=first)


def test_given_a_flag_of_one_tenant_when_listed_then_no_other_tenant_has_it(
    agent: Api, tenant: str, foreign_agent: Api, flags: Flags
) -> None:
    version = roll_out(flags, dictation={"enabled": True, "tenants": [tenant]})

    see(agent, dictation=True, version=version)
    see(foreign_agent, dictation=False, version=version)


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_given_a_bad_document_when_deployed_then_the_validator_refuses_it(
    flags: Flags, name: str
) -> None:
    before = flags.deployment["DeploymentNumber"]

    with pytest.raises(CliError, match="refused"):
        list(flags.deploy(BAD_DOCUMENTS[name], "AtOnce"))

    assert flags.deployment["DeploymentNumber"] == before


def test_given_errors_of_the_api_when_a_document_is_being_deployed_then_it_is_rolled_back(
    stack: Stack, tenant: str, agent: Api, flags: Flags
) -> None:
    deploying = flags.deploy(make_document(dictation={"enabled": True}), "Canary")
    assert next(deploying)["State"] == "DEPLOYING"

    broken = {**note_key(tenant, "b" * 26), "entity": "broken", "tenant": tenant}
    stack.put_item(broken | {"note_id": "b" * 26})
    assert agent.get(f"/v1/notes/{'b' * 26}").status == 500

    assert [*deploying][-1]["State"] == "ROLLED_BACK"
    assert flags.deployment["DeploymentNumber"] == 1


@contextmanager
def new_environment(stack: Stack, **variables: str) -> Iterator[str]:
    """The deployed list_flags once more, so that nothing was ever read there."""
    name = f"new-{uuid4().hex[:12]}"
    copy_function(stack, "ListFlagsFunction", name, "from original import handler", 29, **variables)
    yield name
    stack.clients.functions.delete_function(FunctionName=name)


def invoke(stack: Stack, function: str) -> Json:
    """Return what a function responds to GET /v1/flags."""
    event = make_proxy_event(LIST_FLAGS, claims=make_claims(aud=stack.output("UserPoolClientId")))
    answer = stack.clients.functions.invoke(FunctionName=function, Payload=json.dumps(event))
    response: Json = json.load(answer["Payload"])
    assert response["statusCode"] == 200, response
    body: Json = json.loads(response["body"])
    return body


DEFAULTS = {"flags": dict.fromkeys(FlagName, False), "version": None, "stale": True}


def test_given_appconfig_away_when_nothing_was_ever_read_then_the_defaults_are_stale(
    stack: Stack,
) -> None:
    with new_environment(stack, AWS_ENDPOINT_URL_APPCONFIGDATA=NOBODY_LISTENS) as function:
        assert invoke(stack, function) == DEFAULTS


@pytest.mark.parametrize("action", [READ, "appconfig:StartConfigurationSession"])
def test_given_a_permission_is_missing_when_nothing_was_ever_read_then_the_defaults_are_stale(
    stack: Stack, action: str
) -> None:
    with (
        without_permission(stack, "list_flags", action, "read_flags"),
        new_environment(stack) as function,
    ):
        assert invoke(stack, function) == DEFAULTS
