"""The one table of routes. Tests hold it against template, OpenAPI, access matrix and functions."""

from callnotes.api.note_routes import CREATE_NOTE, DELETE_NOTE, GET_NOTE, LIST_NOTES, UPDATE_NOTE
from callnotes.api.route import AnyRoute
from callnotes.api.service_routes import GET_HEALTH, GET_OPENAPI

ROUTES: tuple[AnyRoute, ...] = (
    GET_HEALTH,
    GET_OPENAPI,
    CREATE_NOTE,
    LIST_NOTES,
    GET_NOTE,
    UPDATE_NOTE,
    DELETE_NOTE,
)
