"""What the table of routes declares for a request."""

import re

from callnotes.api.routes import ROUTES

PATTERNS = [(route, re.compile(re.sub(r"{\w+}", "[^/]+", route.path) + "/?")) for route in ROUTES]
# What stands before the routes answers: the address or the body is too long.
TOO_LONG = {413, 414}
# A preflight, another service's path, no route.
OF_NO_ROUTE = {200, 400, 403, 404} | TOO_LONG


def undeclared(method: str, path: str, status: int) -> str:
    """Return what is wrong when a route answers with a status that it does not declare, or ''."""
    for route, pattern in PATTERNS:
        if route.method == method and pattern.fullmatch(path.partition("?")[0]):
            declared = {*route.statuses, *TOO_LONG}
            return "" if status in declared else f"{route.name} does not declare {status}"
    return "" if status in OF_NO_ROUTE else f"{method} {path} is no route: {status}"
