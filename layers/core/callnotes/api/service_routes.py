"""The routes of the service itself: health and contract."""

from typing import Literal

from pydantic import BaseModel

from callnotes.api.inputs import Input
from callnotes.api.route import Route


class HealthOutput(BaseModel):
    """Whether the service and its dependencies work."""

    status: Literal["ok", "degraded"]
    checks: dict[str, Literal["ok", "failed"]]


GET_HEALTH = Route(
    name="get_health",
    method="GET",
    path="/v1/health",
    summary="Report whether the service works",
    input=Input,
    response=HealthOutput,
    also=(503,),
)
GET_OPENAPI = Route(
    name="get_openapi",
    method="GET",
    path="/v1/openapi.json",
    summary="This contract",
    input=Input,
)
