"""The deployed app, as integration and security tests speak to it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.note_items import from_wire, to_wire
from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.cloud import STACK_NAME, STAGE_NAME, Cloud
from callnotes_local.deployed.stack import DeployedStack, read_stack
from tests.builders import make_change, make_customer
from tests.stack.http import Api, Json
from tests.stack.people import Directory, User


@dataclass(frozen=True)
class Stack:
    """One stack on one local cloud, for the whole test session."""

    cloud: Cloud
    url: str

    @cached_property
    def clients(self) -> Clients:
        return self.cloud.clients

    @cached_property
    def directory(self) -> Directory:
        pool, client = self.output("UserPoolId"), self.output("UserPoolClientId")
        return Directory(self.clients.cognito, pool, client)

    def gateway(self, token: str | None = None) -> Api:
        """The gateway itself, called as the edge calls it."""
        emulator = self.cloud.emulator
        url = f"{emulator.endpoint_url}/_aws/execute-api/{self.output('ApiId')}/{STAGE_NAME}"
        return Api(url, token, emulator.secret_header)

    @property
    def build(self) -> Path:
        """What `sam build` made: a folder for each function and layer, by logical id."""
        return self.cloud.emulator.home.parent / "build"

    def output(self, name: str) -> str:
        return self.cloud.output(name)

    def http(self, user: User) -> Api:
        """The API for a user who has just signed in."""
        return Api(self.url, self.directory.sign_in(user).id)

    @property
    def anonymous(self) -> Api:
        return Api(self.url)

    def new_tenant(self) -> str:
        return f"t-{uuid4().hex[:12]}"

    def new_user(self, tenant: str, role: str = "agent") -> User:
        return self.directory.new_user(f"tenant.{tenant}", role)

    def new_agent(self, tenant: str | None = None, role: str = "agent") -> Api:
        """The API for a new member of a tenant, which is new too unless it is named."""
        return self.http(self.new_user(tenant or self.new_tenant(), role))

    def new_customer(self, tenant: str, **parts: Any) -> str:
        """Make a customer, as the app's adapter does; nothing over HTTP makes one."""
        customer = make_customer(tenant=tenant, customer_id=f"c-{uuid4().hex[:12]}", **parts)
        store = DynamoDBCustomers(self.clients.dynamodb, self.output("TableName"))
        assert store.create_customer(customer, make_change())
        return customer.customer_id

    def put_item(self, item: Json) -> None:
        self.clients.dynamodb.put_item(TableName=self.output("TableName"), Item=to_wire(item))

    def get_item(self, key: Json) -> Json | None:
        answer = self.clients.dynamodb.get_item(
            TableName=self.output("TableName"), Key=to_wire(key), ConsistentRead=True
        )
        return from_wire(answer["Item"]) if "Item" in answer else None

    def physical_id(self, logical_id: str) -> str:
        """The name a resource got when it was made."""
        return self._resources[logical_id]

    @contextmanager
    def visible_after(self, queue: str, seconds: int) -> Iterator[None]:
        """Shorten the visibility timeout of a queue, so that retries come sooner, for a while."""
        sqs, url = self.clients.sqs, self.output(queue)
        before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(seconds)})
        try:
            yield
        finally:
            sqs.set_queue_attributes(QueueUrl=url, Attributes=before["Attributes"])

    def log_group(self, function: str) -> str:
        """The log group of a function, by its verb_noun."""
        return f"/aws/lambda/{STACK_NAME}/{function}"

    def log_messages(self, function: str) -> Iterator[str]:
        """Everything a function has written until now."""
        pages = self.clients.logs.get_paginator("filter_log_events").paginate(
            logGroupName=self.log_group(function)
        )
        yield from (event["message"] for page in pages for event in page["events"])

    def log_lines(self, function: str, message: str) -> list[dict[str, Any]]:
        """The structured lines of one message, in the order of their time."""
        found = [json.loads(m) for m in self.log_messages(function) if m.startswith("{")]
        return [line for line in found if line.get("message") == message]

    @cached_property
    def deployed(self) -> DeployedStack:
        """What was asked for, with the names that it got."""
        return read_stack(STACK_NAME, self.clients)

    @cached_property
    def _resources(self) -> dict[str, str]:
        answer = self.clients.cloudformation.describe_stack_resources(StackName=STACK_NAME)
        return {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in answer["StackResources"]}
