"""Customers in DynamoDB.

A phone number belongs to one customer of a tenant: a claim, an item whose key is the number, is
put in the transaction that changes the customer, and fails if another customer has it. Every write
stores the request id, as for notes: if the stored item that fails a condition is the one to be
written, an earlier attempt of the SDK succeeded.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from callnotes.adapters.clients import TRIES, back_off, calling, error_code
from callnotes.adapters.customer_items import (
    CUSTOMER_ATTRIBUTES,
    claim_key,
    claim_to_item,
    customer_from_item,
    customer_key,
    customer_to_item,
    phone_partition,
)
from callnotes.adapters.note_items import Item, from_wire, to_wire
from callnotes.adapters.replacements import is_same, make_replacement
from callnotes.domain.change import Change
from callnotes.domain.customer import Customer
from callnotes.domain.errors import Conflict, PreconditionFailed, Unavailable

type Action = dict[str, dict[str, Any]]
type Refusal = dict[str, Any]

OPERATIONS = {"Put": "put_item", "Update": "update_item"}
NOT_REFUSED, NOT_MET = "None", "ConditionalCheckFailed"
PASSING = {"TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"}


@dataclass(frozen=True)
class DynamoDBCustomers:
    """`ports.CustomerStore` on the table."""

    client: Any
    table_name: str

    def has_customer(self, tenant: str, customer_id: str) -> bool:
        """Look for the customer's item: half a read unit."""
        with calling("customer store"):
            answer = self.client.get_item(
                TableName=self.table_name,
                Key=to_wire(customer_key(tenant, customer_id)),
                ProjectionExpression="pk",
            )
        return "Item" in answer

    def create_customer(self, customer: Customer, change: Change) -> bool:
        """Put the customer, and the claim of their number in the same transaction."""
        item = customer_to_item(customer, change)
        put = {"Item": to_wire(item), "ConditionExpression": "attribute_not_exists(pk)"}
        standing = self._write([{"Put": put}, *_claim(customer)])
        return standing is None or is_same(standing, item)

    def get_customer(self, tenant: str, customer_id: str) -> Customer | None:
        """Read the customer strongly consistent: 1 read unit per started 4 KB."""
        with calling("customer store"):
            answer = self.client.get_item(
                TableName=self.table_name,
                Key=to_wire(customer_key(tenant, customer_id)),
                ConsistentRead=True,
            )
        return customer_from_item(from_wire(answer["Item"])) if "Item" in answer else None

    def list_customers(self, tenant: str, phone_number: str) -> list[Customer]:
        """Query gsi3 once: half a read unit per started 4 KB.

        The index may lag behind and still have the number's former customer; the latest counts.
        """
        partition = phone_partition(tenant, phone_number)
        with calling("customer store"):
            answer = self.client.query(
                TableName=self.table_name,
                IndexName="gsi3",
                KeyConditionExpression="gsi3pk = :partition",
                ExpressionAttributeValues=to_wire({":partition": partition}),
            )
        found = [customer_from_item(from_wire(item)) for item in answer["Items"]]
        return sorted(found, key=lambda customer: customer.updated_at)[-1:]

    def update_customer(self, customer: Customer, former: Customer, change: Change) -> None:
        """Replace the version before; a changed number moves its claim in the same transaction."""
        item = customer_to_item(customer, change)
        actions: list[Action] = [{"Update": make_replacement(item, CUSTOMER_ATTRIBUTES)}]
        if customer.profile.phone_number != former.profile.phone_number:
            actions += [*_claim(customer), *_release(former)]
        standing = self._write(actions)
        if standing is not None and not is_same(standing, item):
            raise PreconditionFailed("Somebody has changed it since you read it. Read it again.")

    def _write(self, actions: Sequence[Action]) -> Item | None:
        """Do all or nothing; return the stored item that failed the first condition, or None."""
        refusals = self._try_write(actions)
        first, *others = refusals or [{"Code": NOT_REFUSED}]
        if first["Code"] == NOT_MET:
            return from_wire(first.get("Item", {}))
        if any(refusal["Code"] == NOT_MET for refusal in others):
            raise Conflict("Another customer has this phone number.")
        return None

    def _try_write(self, actions: Sequence[Action]) -> list[Refusal]:
        """Return for each action why it was refused; nothing when all are done."""
        for attempt in range(1, TRIES + 1):
            refusals = self._call(actions)
            if not PASSING & {refusal["Code"] for refusal in refusals}:
                return refusals
            back_off(attempt)
        raise Unavailable("Others change this customer right now.")

    def _call(self, actions: Sequence[Action]) -> list[Refusal]:
        try:
            with calling("customer store"):
                self._send([_with_table(action, self.table_name) for action in actions])
        except ClientError as error:
            return _refusals(error)
        return []

    def _send(self, actions: list[Action]) -> None:
        """Send a single action without a transaction, which would cost twice as much."""
        if len(actions) > 1:
            self.client.transact_write_items(TransactItems=actions)
            return
        ((kind, request),) = actions[0].items()
        getattr(self.client, OPERATIONS[kind])(**request)


def _claim(customer: Customer) -> list[Action]:
    number = customer.profile.phone_number
    if number is None:
        return []
    item = claim_to_item(customer.tenant, number, customer.customer_id)
    return [{"Put": {"Item": to_wire(item), "ConditionExpression": "attribute_not_exists(pk)"}}]


def _release(former: Customer) -> list[Action]:
    number = former.profile.phone_number
    if number is None:
        return []
    return [{"Delete": {"Key": to_wire(claim_key(former.tenant, number))}}]


def _with_table(action: Action, table_name: str) -> Action:
    returned = {"TableName": table_name, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    return {kind: request | returned for kind, request in action.items()}


def _refusals(error: ClientError) -> list[Refusal]:
    """Return why each action was refused, in order; raise any other error."""
    answer: Any = error.response
    match error_code(error):
        case "ConditionalCheckFailedException":
            return [{"Code": NOT_MET, "Item": answer.get("Item", {})}]
        case "TransactionConflictException":
            return [{"Code": "TransactionConflict"}]
        case "TransactionCanceledException":
            reasons: list[Refusal] = answer["CancellationReasons"]
            if {reason["Code"] for reason in reasons} <= {NOT_REFUSED, NOT_MET, *PASSING}:
                return reasons
    raise error
