"""All routes: those that a module of routes names, in its order.

Tests compare them with the template, OpenAPI, the access matrix and the functions.
"""

from callnotes.api import (
    customer_routes,
    escalation_routes,
    flag_routes,
    note_routes,
    service_routes,
)
from callnotes.api.route import AnyRoute, Route

_MODULES = (service_routes, note_routes, customer_routes, flag_routes, escalation_routes)

ROUTES: tuple[AnyRoute, ...] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, Route)
)
