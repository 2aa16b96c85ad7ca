"""`callnotes seed`: users, customers with bookings, notes; what is there already stays as it is."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.dynamodb_tenants import DynamoDBTenants
from callnotes.domain.actor import TENANT_GROUP_PREFIX, Actor, Role
from callnotes.domain.change import Change
from callnotes.domain.customer import Booking, Customer, CustomerProfile
from callnotes.domain.identity import digest, make_opaque_id
from callnotes.domain.note import Note, NoteContent
from callnotes_local.cloud.cloud import Cloud
from callnotes_local.seed.data import DemoUser, read_documents, read_users

FIRST_WRITTEN = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
BETWEEN_NOTES = timedelta(hours=7, minutes=11)
REGIONS = {"hanbit": "KR", "meridian": "US"}


def seed_cloud(cloud: Cloud) -> str:
    """Create what is missing of the demo data; what there is now, in words."""
    subs = seed_users(cloud)
    customers = seed_customers(cloud)
    notes = seed_notes(cloud, subs)
    return f"{len(subs)} users, {customers} customers, {notes} notes"


def seed_users(cloud: Cloud) -> dict[str, str]:
    """Create missing users and groups; the user ids (`sub`) by user name."""
    cognito, pool, users = cloud.clients.cognito, cloud.output("UserPoolId"), read_users()
    for tenant in sorted({user.tenant for user in users}):
        group = TENANT_GROUP_PREFIX + tenant
        with suppress(cognito.exceptions.GroupExistsException):
            cognito.create_group(UserPoolId=pool, GroupName=group, Description="A contact center.")
    return {user.username: _seed_user(cloud, pool, user) for user in users}


def _seed_user(cloud: Cloud, pool: str, user: DemoUser) -> str:
    cognito, name = cloud.clients.cognito, user.username
    email = f"{name}@callnotes.example"
    attributes = {"email": email, "email_verified": "true", "name": user.name}
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=name,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=name, Password=user.password, Permanent=True
    )
    for group in (user.group, TENANT_GROUP_PREFIX + user.tenant):
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)
    found = cognito.admin_get_user(UserPoolId=pool, Username=name)["UserAttributes"]
    return next(attribute["Value"] for attribute in found if attribute["Name"] == "sub")


def seed_customers(cloud: Cloud) -> int:
    """Write regions and missing customers by the app's own adapters; how many customers."""
    table = cloud.clients.dynamodb, cloud.output("TableName")
    for tenant, region in REGIONS.items():
        DynamoDBTenants(*table).set_phone_region(tenant, region)
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    customers = [make_customer(now, **document) for document in read_documents("customers")]
    for customer in customers:
        change = Change(Actor(customer.tenant, "seed", Role.ADMIN), "seed", customer.updated_at)
        DynamoDBCustomers(*table).create_customer(customer, change)
    return len(customers)


def make_customer(
    now: datetime, tenant: str, customer_id: str, bookings: list[dict[str, Any]], **profile: Any
) -> Customer:
    """A demo customer; their flights leave some hours after `now`."""
    booked = tuple(
        Booking(departs_at=now + timedelta(hours=booking.pop("departs_in_hours")), **booking)
        for booking in bookings
    )
    return Customer(customer_id, tenant, CustomerProfile(**profile), booked, 1, now)


def seed_notes(cloud: Cloud, subs: Mapping[str, str]) -> int:
    """Write the notes that are missing by the app's own adapter; how many there are."""
    store = DynamoDBNotes(cloud.clients.dynamodb, cloud.output("TableName"))
    users = {user.username: user for user in read_users()}
    documents = read_documents("notes")
    for number, document in enumerate(documents):
        author = users[document.pop("author")]
        actor = Actor(author.tenant, subs[author.username], Role(author.group))
        content = NoteContent(**document | {"tags": tuple(document["tags"])})
        note_id, at = make_seed_id(number), FIRST_WRITTEN + number * BETWEEN_NOTES
        note = Note(note_id, actor.tenant, content, 1, actor.user_id, at, at)
        change = Change(actor, f"seed-{note_id}", at)
        store.create_note(note, digest(asdict(content)).hex(), change)
    return len(documents)


def make_seed_id(number: int) -> str:
    """The id of a demo note: the shape of the app's own ids, the same on every machine."""
    return make_opaque_id(sha256(f"callnotes demo note {number}".encode()).digest())
