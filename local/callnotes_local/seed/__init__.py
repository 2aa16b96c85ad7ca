"""Demo data: users, customers with bookings, notes; the same ids every time."""

from callnotes_local.seed.data import DemoUser, read_users
from callnotes_local.seed.reset import reset_cloud
from callnotes_local.seed.run import seed_cloud

__all__ = ["DemoUser", "read_users", "reset_cloud", "seed_cloud"]
