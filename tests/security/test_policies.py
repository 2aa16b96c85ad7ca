"""Least privilege and the house rules, on the transformed template; each rule is seen to fail."""

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from callnotes.adapters.customer_items import customer_key, phone_partition
from callnotes.adapters.dynamodb_enrichments import day_key
from callnotes.adapters.dynamodb_tenants import tenant_key
from callnotes.adapters.escalation_items import OPEN_PARTITION, escalation_key, list_partition
from callnotes.adapters.note_items import author_partition, note_key
from callnotes_local.emulator import ACCOUNT, REGION
from tests.security import house_rules, least_privilege
from tests.security.least_privilege import EXCEPTIONS, LEADING_KEYS, used_exceptions
from tests.security.statements import (
    Json,
    as_list,
    resource_statements,
    role_statements,
)
from tests.stack.stack import Stack
from tests.template import TEMPLATE
from tools.transform_template import transform_template

if TYPE_CHECKING:
    from mypy_boto3_iam.type_defs import ContextEntryTypeDef

type Rule = Callable[[Json], Iterator[str]]
type Spoil = Callable[[Json], object]

ENVIRONMENTS = ("local", "staging", "prod")


@cache
def _transform(environment: str) -> Json:
    return transform_template(TEMPLATE, Environment=environment)


def transformed(environment: str = "prod") -> Json:
    """Return a copy that a test may spoil."""
    return copy.deepcopy(_transform(environment))


def properties(template: Json, logical_id: str) -> Any:
    return template["Resources"][logical_id]["Properties"]


def first_statement(template: Json, role: str) -> Any:
    return properties(template, role)["Policies"][0]["PolicyDocument"]["Statement"][0]


def policy_statement(template: Json, policy: str) -> Any:
    return properties(template, policy)["PolicyDocument"]["Statement"][0]


def of_api(template: Json) -> Any:
    return properties(template, "Api")["Body"]


RULES: dict[Rule, tuple[Spoil, str]] = {
    least_privilege.no_wildcard_action: (
        lambda t: first_statement(t, "GetNoteRole").update(Action="dynamodb:*"),
        "GetNoteRole may dynamodb:*",
    ),
    least_privilege.no_wildcard_resource: (
        lambda t: first_statement(t, "GetNoteRole").update(Action="sqs:SendMessage", Resource="*"),
        "GetNoteRole may sqs:SendMessage on too much",
    ),
    least_privilege.no_managed_policy_of_aws: (
        lambda t: properties(t, "GetNoteRole").update(
            ManagedPolicyArns=["arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"]
        ),
        "GetNoteRole has AmazonDynamoDBFullAccess",
    ),
    least_privilege.only_services_take_roles: (
        lambda t: properties(t, "GetNoteRole")["AssumeRolePolicyDocument"]["Statement"][0].update(
            Principal={"AWS": "*"}
        ),
        "GetNoteRole can be taken by {'AWS': '*'}",
    ),
    least_privilege.items_are_reached_by_known_keys: (
        lambda t: policy_statement(t, "GetNotePolicy").pop("Condition"),
        "GetNotePolicy may dynamodb:GetItem of any key",
    ),
    house_rules.no_policy_allows_everybody: (
        lambda t: policy_statement(t, "EventsTopicPolicy").update(Effect="Allow"),
        "EventsTopicPolicy allows everybody",
    ),
    house_rules.services_act_for_a_source: (
        lambda t: policy_statement(t, "IndexNoteQueuePolicy").pop("Condition"),
        "IndexNoteQueuePolicy allows a service for any source",
    ),
    house_rules.topics_have_a_policy: (
        lambda t: t["Resources"].pop("EventsTopicPolicy"),
        "EventsTopic has no policy",
    ),
    house_rules.plain_http_is_refused: (
        lambda t: policy_statement(t, "AuditBucketPolicy").pop("Condition"),
        "AuditBucketPolicy takes plain HTTP",
    ),
    house_rules.buckets_have_a_policy: (
        lambda t: t["Resources"].pop("AuditBucketPolicy"),
        "AuditBucket has no policy",
    ),
    house_rules.buckets_are_private: (
        lambda t: properties(t, "AuditBucket").pop("PublicAccessBlockConfiguration"),
        "AuditBucket may become public",
    ),
    house_rules.keys_rotate_and_name_each_use: (
        lambda t: properties(t, "TaskTokenKey").pop("EnableKeyRotation"),
        "TaskTokenKey never rotates",
    ),
    house_rules.keys_are_used_for_a_named_thing: (
        lambda t: properties(t, "TaskTokenKey")["KeyPolicy"]["Statement"][1].pop("Condition"),
        "TaskTokenKey is used for anything",
    ),
    house_rules.histories_are_not_logged: (
        lambda t: properties(t, "EscalationStateMachine")["LoggingConfiguration"].update(
            IncludeExecutionData=True
        ),
        "EscalationStateMachine logs what its tasks were given",
    ),
    house_rules.histories_are_read_by_no_role: (
        lambda t: first_statement(t, "GetNoteRole").update(Action="states:GetExecutionHistory"),
        "GetNoteRole reads task tokens",
    ),
    house_rules.queues_have_dead_letters: (
        lambda t: properties(t, "IndexNoteQueue").pop("RedrivePolicy"),
        "IndexNoteQueue has no dead letter queue",
    ),
    house_rules.queues_answer_in_parts: (
        lambda t: properties(t, "IndexNoteFunctionQueue").pop("FunctionResponseTypes"),
        "IndexNoteFunctionQueue fails whole batches",
    ),
    house_rules.streams_give_up: (
        lambda t: properties(t, "PublishEventsFunctionStream").pop("DestinationConfig"),
        "PublishEventsFunctionStream tries for ever",
    ),
    house_rules.only_public_routes_are_open: (
        lambda t: of_api(t)["paths"]["/v1/notes"]["get"].update(security=[{"NONE": []}]),
        "GET /v1/notes is open",
    ),
    house_rules.one_origin_only: (
        lambda t: of_api(t)["x-amazon-apigateway-gateway-responses"]["THROTTLED"][
            "responseParameters"
        ].update({"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}),
        "Api lets every page in",
    ),
    house_rules.passwords_are_strong: (
        lambda t: properties(t, "UserPool")["Policies"]["PasswordPolicy"].update(MinimumLength=8),
        "UserPool takes short passwords",
    ),
    house_rules.existence_of_users_is_hidden: (
        lambda t: properties(t, "UserPoolClient").pop("PreventUserExistenceErrors"),
        "UserPoolClient reveals who has an account",
    ),
}


def name_of(value: object) -> str:
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_given_the_template_when_a_rule_looks_then_nothing_breaks_it(
    rule: Rule, environment: str
) -> None:
    assert list(rule(transformed(environment))) == []


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_given_a_spoiled_template_when_its_rule_looks_then_it_is_named(rule: Rule) -> None:
    spoil, expected = RULES[rule]
    template = transformed()

    spoil(template)

    assert list(rule(template)) == [expected]


def test_given_the_rules_when_listed_then_each_has_its_bad_example() -> None:
    defined = {
        value
        for module in (house_rules, least_privilege)
        for name, value in vars(module).items()
        if getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
    }
    assert defined - {used_exceptions} == set(RULES)


def test_given_the_exceptions_when_compared_then_each_is_needed() -> None:
    assert used_exceptions(transformed()) == set(EXCEPTIONS)


# Conditions of policies on resources: a principal's own policy with the same condition decides the
# same way, and can be simulated.


def deployed_statements(stack: Stack, logical_id: str) -> list[Json]:
    """Return the statements of a deployed policy, with their real names."""
    template = stack.deployed.resources[logical_id].properties
    found = template["PolicyDocument"]["Statement"]
    return [{k: v for k, v in statement.items() if k != "Principal"} for statement in found]


def deployed_statement(stack: Stack, logical_id: str) -> Json:
    """Return the first statement of a deployed policy, with its real names."""
    return deployed_statements(stack, logical_id)[0]


def decide(stack: Stack, statements: list[Json], action: str, resource: str, **keys: str) -> str:
    prefix = "dynamodb" if action.startswith("dynamodb:") else "aws"
    entries: list[ContextEntryTypeDef] = [
        {
            "ContextKeyName": f"{prefix}:{name}",
            "ContextKeyValues": [value],
            "ContextKeyType": "string",
        }
        for name, value in keys.items()
    ]
    answer = stack.clients.iam.simulate_custom_policy(
        PolicyInputList=[json.dumps({"Version": "2012-10-17", "Statement": statements})],
        ActionNames=[action],
        ResourceArns=[resource],
        ContextEntries=entries,
    )
    return str(answer["EvaluationResults"][0]["EvalDecision"])


QUEUE_POLICIES = [
    f"{name}{kind}Policy"
    for name in ("IndexNote", "RecordAudit", "EnrichNote")
    for kind in ("Queue", "DeadLetterQueue")
]


@pytest.mark.parametrize("policy", QUEUE_POLICIES)
@pytest.mark.parametrize(
    ("source", "expected"), [("EventsTopic", "allowed"), ("AlarmsTopic", "implicitDeny")]
)
def test_given_a_queue_when_a_topic_sends_then_only_the_events_topic_may(
    stack: Stack, policy: str, source: str, expected: str
) -> None:
    statement, topic = deployed_statement(stack, policy), stack.physical_id(source)
    queue = statement["Resource"]

    assert decide(stack, [statement], "sqs:SendMessage", queue, SourceArn=topic) == expected
    assert decide(stack, [statement], "sqs:ReceiveMessage", queue, SourceArn=topic) != "allowed"


@pytest.mark.parametrize(
    ("policy", "rule", "expected"),
    [
        ("IndexNoteQueuePolicy", "IndexNoteReplayRule", "allowed"),
        ("IndexNoteQueuePolicy", "RecordAuditReplayRule", "implicitDeny"),
        ("IndexNoteQueuePolicy", "FailedEscalationRule", "implicitDeny"),
        ("RecordAuditQueuePolicy", "RecordAuditReplayRule", "allowed"),
        ("ReplayDeadLetterQueuePolicy", "IndexNoteReplayRule", "allowed"),
        ("ReplayDeadLetterQueuePolicy", "FailedEscalationRule", "implicitDeny"),
    ],
)
def test_given_a_queue_when_a_rule_sends_then_only_its_own_rules_may(
    stack: Stack, policy: str, rule: str, expected: str
) -> None:
    statements = deployed_statements(stack, policy)
    bus, name = stack.output("EventBusName"), stack.deployed.resources[rule].properties["Name"]
    source = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{bus}/{name}"

    assert decide(
        stack, statements, "sqs:SendMessage", statements[0]["Resource"], SourceArn=source
    ) == expected  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "action"),
    [("AuditBucketPolicy", "s3:PutObject"), ("EventsTopicPolicy", "sns:Publish")],
)
@pytest.mark.parametrize(
    ("encrypted", "expected"), [("true", "allowed"), ("false", "explicitDeny")]
)
def test_given_the_permission_when_the_connection_is_plain_then_refused(
    stack: Stack, policy: str, action: str, encrypted: str, expected: str
) -> None:
    refusal = deployed_statement(stack, policy)
    resource = as_list(refusal["Resource"])[-1].replace("/*", "/audit/t/1.json")
    permission = {"Effect": "Allow", "Action": action, "Resource": resource}

    decision = decide(stack, [permission, refusal], action, resource, SecureTransport=encrypted)

    assert decision == expected


NOTE, CUSTOMER = note_key("t", "n")["pk"], customer_key("t", "c")["pk"]
AUTHOR, SIGN_UP, HEALTH, QUOTA = author_partition("t", "a"), "SIGN_UP#s", "HEALTH", "QUOTA#t"
PHONE, SETTINGS = phone_partition("t", "+821012345678"), tenant_key("t")["pk"]
CASE, CASES = escalation_key("t", "e")["pk"], list_partition("t", None)
CASES_IN_STATE = list_partition("t", "waiting")
DAY = day_key("t", "2026-03-01")["pk"]
KEYS = {
    NOTE,
    CUSTOMER,
    AUTHOR,
    SIGN_UP,
    HEALTH,
    QUOTA,
    CASE,
    CASES,
    CASES_IN_STATE,
    OPEN_PARTITION,
} | {PHONE, SETTINGS, DAY}
REACHED = {
    "GetHealthPolicy": {HEALTH},
    "TenantQuotaPolicy": {QUOTA},
    "RecordSignUpPolicy": {SIGN_UP},
    "CreateNotePolicy": {NOTE, CUSTOMER},
    "UpdateNotePolicy": {NOTE, CUSTOMER},
    "GetNotePolicy": {NOTE},
    "DeleteNotePolicy": {NOTE},
    "IndexNotePolicy": {NOTE},
    "EnrichNotePolicy": {NOTE, DAY},
    "DetectLanguagePolicy": {NOTE},
    "EnrichNoteStateMachinePolicy": {NOTE, CUSTOMER},
    "ListNotesPolicy": {AUTHOR, CUSTOMER},
    "CheckEscalationPolicy": {CASE, NOTE, CUSTOMER},
    "GiveOpinionPolicy": {NOTE, CUSTOMER},
    "RequestDecisionPolicy": {CASE},
    "RemindSupervisorsPolicy": {CASE},
    "ListCustomersPolicy": {PHONE, SETTINGS},
    "GetCustomerPolicy": {CUSTOMER},
    "UpdateCustomerPolicy": {CUSTOMER, PHONE},
    "CreateEscalationPolicy": {CASE, NOTE, OPEN_PARTITION},
    "ListEscalationsPolicy": {CASES, CASES_IN_STATE},
    "GetEscalationPolicy": {CASE},
    "DecideEscalationPolicy": {CASE},
    "SettleEscalationsPolicy": {CASE, NOTE, OPEN_PARTITION},
    "EscalationStateMachinePolicy": {CASE, NOTE},
    "FileEscalationStateMachinePolicy": {CASE},
    "SendDigestStateMachinePolicy": {DAY, CASES_IN_STATE},
}


def reaches(stack: Stack, statement: Json, key: str) -> bool:
    action, table = as_list(statement["Action"])[0], as_list(statement["Resource"])[0]
    return decide(stack, [statement], action, table, LeadingKeys=key) == "allowed"


@pytest.mark.parametrize("policy", REACHED)
def test_given_a_role_when_it_asks_for_items_then_only_keys_of_its_kind_are_allowed(
    stack: Stack, policy: str
) -> None:
    statements = [s for s in deployed_statements(stack, policy) if LEADING_KEYS in json.dumps(s)]

    allowed = {
        key for key in KEYS if any(reaches(stack, statement, key) for statement in statements)
    }

    assert allowed == REACHED[policy]


def test_given_the_table_when_policies_are_listed_then_each_has_its_keys_above() -> None:
    with_keys = {
        statement.owner
        for statement in role_statements(transformed())
        if LEADING_KEYS in json.dumps(statement.content)
    }
    assert with_keys == set(REACHED)


@pytest.mark.parametrize(
    ("account", "topic", "expected"),
    [
        ("000000000000", "events", "allowed"),
        ("111111111111", "events", "implicitDeny"),
        ("000000000000", "another", "implicitDeny"),
    ],
)
def test_given_traces_when_a_topic_sends_them_then_only_ours(
    stack: Stack, account: str, topic: str, expected: str
) -> None:
    """The policy for X-Ray is not deployed here: it is taken from the template of AWS."""
    arn = "arn:aws:sns:us-east-1:000000000000:"
    found = next(s for s in resource_statements(transformed()) if "Tracing" in s.owner)
    text = json.dumps({k: v for k, v in found.content.items() if k != "Principal"})
    text = text.replace("${AWS::AccountId}", "000000000000").replace(
        "${EventsTopic}", f"{arn}events"
    )

    decision = decide(
        stack,
        [json.loads(text)],
        "xray:PutTraceSegments",
        "*",
        SourceAccount=account,
        SourceArn=f"{arn}{topic}",
    )

    assert decision == expected
