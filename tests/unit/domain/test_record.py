import pytest
from pydantic import ValidationError

from tests.builders import make_record


def test_reference_is_tenant_and_escalation() -> None:
    assert make_record(tenant="hanbit", escalation_id="e1").reference == "hanbit/e1"


@pytest.mark.parametrize("field", ["tenant", "escalation_id"])
@pytest.mark.parametrize("value", ["", "..", "../e1", "a/b", "a\0", "a" * 65, "e1\n"])
def test_id_that_would_leave_its_folder_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValidationError):
        make_record(**{field: value})


def test_field_that_a_record_does_not_have_is_refused() -> None:
    with pytest.raises(ValidationError):
        make_record(reason="Refused twice.")
