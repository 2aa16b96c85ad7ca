"""Each permission of a function is used: without it the function fails and shows no detail."""

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from callnotes.adapters.dynamodb_tenants import DynamoDBTenants
from callnotes.api.routes import ROUTES
from tests.builders import make_phone_number
from tests.security.registration import confirm, sign_up
from tests.stack.http import Answer, Api, customer_input, note_input, path_of
from tests.stack.permissions import without_permission
from tests.stack.polling import eventually
from tests.stack.problems import assert_problem
from tests.stack.stack import Stack
from tests.stack.trail import wait_for_audit, wait_for_projection

ROUTE = {route.name: route for route in ROUTES}
LEAKS = ("arn:", "AccessDenied", "dynamodb", "Table", "botocore", "Traceback", "role")


type Call = Callable[[Api, str, str], Answer]

VERSION_1 = {"If-Match": '"1"'}
CALLS: dict[str, Call] = {
    "create_note": lambda api, path, about: api.post(path, note_input(customer_id=about)),
    "list_notes": lambda api, path, _: api.get(path),
    "get_note": lambda api, path, _: api.get(path),
    "update_note": lambda api, path, about: api.send(
        "PUT", path, note_input(customer_id=about), VERSION_1
    ),
    "delete_note": lambda api, path, _: api.send("DELETE", path, headers=VERSION_1),
    "get_customer": lambda api, path, _: api.get(path),
    "list_customers": lambda api, path, _: api.get(f"{path}?phone=010-1234-5678"),
    "update_customer": lambda api, path, _: api.send(
        "PUT", path, customer_input(phone_number=make_phone_number()), VERSION_1
    ),
}


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("create_note", "dynamodb:PutItem"),
        ("create_note", "dynamodb:GetItem"),
        ("list_notes", "dynamodb:Query"),
        ("get_note", "dynamodb:GetItem"),
        ("update_note", "dynamodb:GetItem"),
        ("update_note", "dynamodb:UpdateItem"),
        ("delete_note", "dynamodb:GetItem"),
        ("delete_note", "dynamodb:UpdateItem"),
        ("get_customer", "dynamodb:GetItem"),
        ("list_customers", "dynamodb:GetItem"),
        ("list_customers", "dynamodb:Query"),
        ("update_customer", "dynamodb:GetItem"),
        ("update_customer", "dynamodb:UpdateItem"),
        ("update_customer", "dynamodb:PutItem"),
        ("update_customer", "dynamodb:DeleteItem"),
    ],
)
def test_given_a_route_lacks_a_permission_when_called_then_a_500_without_detail(
    stack: Stack, tenant: str, agent: Api, customer: str, name: str, action: str
) -> None:
    tenants = DynamoDBTenants(stack.clients.dynamodb, stack.output("TableName"))
    tenants.set_phone_region(tenant, "KR")
    note, route = path_of(agent.create_note()), ROUTE[name]
    path = note if "{note_id}" in route.path else route.path.format(customer_id=customer)

    with without_permission(stack, name, action):
        answer = CALLS[name](agent, path, customer)

    assert_problem(answer, 500, path)
    assert not [leak for leak in LEAKS if leak.lower() in answer.body.decode().lower()]
    assert "AccessDenied" in eventually(lambda: find_cause(stack, name, answer))
    assert CALLS[name](agent, path, customer).status < 300


def find_cause(stack: Stack, name: str, answer: Answer) -> str | None:
    """The error in the function's log, which its response does not show."""
    lines = stack.log_lines(name, "unexpected error")
    request_id = answer.headers["x-request-id"]
    return next((line["exception"] for line in lines if line["request_id"] == request_id), None)


def test_given_get_health_lacks_its_permission_when_asked_then_503_degraded(stack: Stack) -> None:
    with without_permission(stack, "get_health", "dynamodb:GetItem"):
        answer = stack.anonymous.get("/v1/health")

    assert answer.status == 503
    assert answer.json == {"status": "degraded", "checks": {"table": "failed"}}


def test_given_publish_events_may_not_publish_when_it_may_again_then_the_event_arrives(
    stack: Stack, tenant: str, agent: Api
) -> None:
    with without_permission(stack, "publish_events", "sns:Publish"):
        agent.create_note()
        failed = "AuthorizationError"
        eventually(lambda: [m for m in stack.log_messages("publish_events") if failed in m])

    assert len(wait_for_audit(stack, tenant, 1)) == 1


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("index_note", "dynamodb:GetItem"),
        ("index_note", "dynamodb:PutItem"),
        ("record_audit", "s3:PutObject"),
    ],
)
def test_given_a_consumer_lacks_a_permission_when_it_has_it_again_then_the_event_is_handled(
    stack: Stack, tenant: str, agent: Api, name: str, action: str
) -> None:
    queue = "IndexNoteQueueUrl" if name == "index_note" else "RecordAuditQueueUrl"
    before = len(failures(stack, name))

    with stack.visible_after(queue, 1), without_permission(stack, name, action):
        note = agent.create_note()
        eventually(lambda: len(failures(stack, name)) > before)

    if name == "index_note":
        wait_for_projection(stack, tenant, note["note_id"], 1)
    else:
        wait_for_audit(stack, tenant, 1)


def failures(stack: Stack, name: str) -> list[object]:
    lines = stack.log_lines(name, "consumed")
    return [failure for line in lines for failure in line["failed"]]


@pytest.mark.parametrize("action", ["dynamodb:PutItem", "cognito-idp:AdminAddUserToGroup"])
def test_given_record_sign_up_lacks_a_permission_when_a_user_confirms_then_no_detail(
    stack: Stack, action: str
) -> None:
    name = sign_up(stack)
    policy = "record_sign_up" if action.startswith("dynamodb") else "record_sign_up-pool"

    with (
        without_permission(stack, "record_sign_up", action, policy),
        pytest.raises(ClientError) as refused,
    ):
        confirm(stack, name)

    message = refused.value.response["Error"]["Message"]
    assert message.startswith("PostConfirmation failed with error ")
    assert [leak for leak in LEAKS if leak.lower() in message.lower()] == []
