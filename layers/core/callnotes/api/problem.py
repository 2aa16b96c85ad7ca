"""An error as clients see it: https://www.rfc-editor.org/rfc/rfc9457"""

from pydantic import BaseModel


class FieldProblem(BaseModel):
    """One field that is wrong."""

    field: str
    message: str


class Problem(BaseModel):
    """An error: https://www.rfc-editor.org/rfc/rfc9457"""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FieldProblem] | None = None
