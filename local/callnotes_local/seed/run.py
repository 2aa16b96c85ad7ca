"""Seed everything, in the order in which things refer to each other."""

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.seed.customers import seed_customers
from callnotes_local.seed.notes import seed_notes
from callnotes_local.seed.users import seed_users


def seed_cloud(cloud: Cloud) -> str:
    """Make what is missing of the demo data; what there is now, in words."""
    subs = seed_users(cloud)
    customers = seed_customers(cloud)
    notes = seed_notes(cloud, subs)
    return f"{len(subs)} users, {customers} customers, {notes} notes"
