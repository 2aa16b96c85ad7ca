"""The routes that are about no note."""

from typing import Literal

from pydantic import BaseModel

from callnotes.api.inputs import Input
from callnotes.api.route import Route


class HealthOutput(BaseModel):
    """Whether the service and what it depends on work."""

    status: Literal["ok", "degraded"]
    checks: dict[str, Literal["ok", "failed"]]


GET_HEALTH = Route(
    name="get_health",
    method="GET",
    path="/v1/health",
    summary="Say whether the service works",
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
