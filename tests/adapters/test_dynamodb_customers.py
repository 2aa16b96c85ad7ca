"""The requests that the adapter sends to DynamoDB, and refusals that moto never gives."""

from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber

from callnotes.adapters.clients import TRIES, client_config, make_client
from callnotes.adapters.customer_items import customer_key, customer_to_item
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.note_items import to_wire
from callnotes.domain.customer import Customer
from callnotes.domain.errors import PreconditionFailed, Unavailable
from tests.builders import later, make_change, make_customer, make_phone_number
from tests.cloud import Cloud
from tests.faults.rules import Faults
from tests.faults.waiting import Waiting

FORMER = make_customer()
MOVED = FORMER.revised(replace(FORMER.profile, phone_number=make_phone_number()), later(1))
RENAMED = FORMER.revised(replace(FORMER.profile, name="New"), later(1))
CHANGE = make_change()


def given_table(cloud: Cloud) -> DynamoDBCustomers:
    return DynamoDBCustomers(make_client("dynamodb"), cloud.resources["Table"])


def refused(code: str, **extra: Any) -> dict[str, Any]:
    return {"Code": code, "Message": "refused", **extra}


class Refusing:
    """A store whose writes are refused in turn, and then let through."""

    def __init__(self, *refusals: dict[str, Any]) -> None:
        client = boto3.Session().client("dynamodb", config=client_config())
        self.store = DynamoDBCustomers(client, "T")
        self.stub = Stubber(client)
        for refusal in refusals:
            self.stub.add_client_error(**{"http_status_code": 400, **refusal})

    def update(self, customer: Customer) -> None:
        with self.stub:
            self.store.update_customer(customer, FORMER, CHANGE)

    def let_through(self, operation: str) -> "Refusing":
        expected = {"TransactItems": ANY} if operation == "transact_write_items" else None
        self.stub.add_response(operation, {}, expected)
        return self


def cancelled(*reasons: dict[str, Any]) -> dict[str, Any]:
    return {
        "method": "transact_write_items",
        "service_error_code": "TransactionCanceledException",
        "modeled_fields": {"CancellationReasons": list(reasons)},
    }


def test_a_customer_is_read_strongly_consistent() -> None:
    client = boto3.Session().client("dynamodb", config=client_config())
    key = to_wire(customer_key("hanbit", "c"))
    with Stubber(client) as stub:
        stub.add_response("get_item", {}, {"TableName": "T", "Key": key, "ConsistentRead": True})
        assert DynamoDBCustomers(client, "T").get_customer("hanbit", "c") is None


def test_a_number_is_looked_up_by_one_query(cloud: Cloud, faults: Faults) -> None:
    given_table(cloud).list_customers("hanbit", make_phone_number())
    assert [call.operation for call in faults.calls] == ["Query"]


def test_of_two_whom_the_index_still_has_the_last_to_get_the_number_counts(cloud: Cloud) -> None:
    number = make_phone_number()
    found = [
        make_customer(replace(FORMER.profile, phone_number=number), at=later(second))
        for second in (1, 3, 2)
    ]
    for customer in found:
        make_client("dynamodb").put_item(
            TableName=cloud.resources["Table"], Item=to_wire(customer_to_item(customer, CHANGE))
        )
    assert given_table(cloud).list_customers("hanbit", number) == [found[1]]


@pytest.mark.parametrize(
    ("updated", "operation"), [(RENAMED, "UpdateItem"), (MOVED, "TransactWriteItems")]
)
def test_an_update_is_one_write(
    cloud: Cloud, faults: Faults, updated: Customer, operation: str
) -> None:
    store = given_table(cloud)
    former = replace(FORMER, tenant=f"tenant-{operation}")
    store.create_customer(former, make_change())
    faults.clear()
    store.update_customer(replace(updated, tenant=former.tenant), former, make_change())
    assert [call.operation for call in faults.calls] == [operation]


def test_an_update_in_the_way_of_a_transaction_is_tried_again(waiting: Waiting) -> None:
    conflict = {"method": "update_item", "service_error_code": "TransactionConflictException"}
    Refusing(conflict, conflict).let_through("update_item").update(RENAMED)
    assert len(waiting.naps) == 2


def test_a_transaction_in_the_way_of_another_is_tried_again(waiting: Waiting) -> None:
    conflict = cancelled(refused("TransactionConflict"), refused("None"), refused("None"))
    Refusing(conflict).let_through("transact_write_items").update(MOVED)
    assert len(waiting.naps) == 1


def test_a_transaction_that_stays_in_the_way_is_unavailable() -> None:
    conflict = cancelled(refused("TransactionConflict"), refused("None"), refused("None"))
    with pytest.raises(Unavailable):
        Refusing(*[conflict] * TRIES).update(MOVED)


def test_a_transaction_that_meets_its_conditions_later_is_refused_then() -> None:
    conflict = cancelled(refused("None"), refused("ThrottlingError"), refused("None"))
    other = to_wire(customer_to_item(RENAMED, make_change()))
    stale = cancelled(
        refused("ConditionalCheckFailed", Item=other), refused("None"), refused("None")
    )
    with pytest.raises(PreconditionFailed):
        Refusing(conflict, stale).update(MOVED)


def test_a_transaction_that_is_wrong_is_no_refusal_of_ours() -> None:
    wrong = cancelled(refused("ValidationError"), refused("None"), refused("None"))
    with pytest.raises(ClientError):
        Refusing(wrong).update(MOVED)
