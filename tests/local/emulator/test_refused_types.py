"""Resource types that the emulator does not know: it says so before it makes anything.

When a test fails, the emulator has learned the type: delete it from deployment_check/refused.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from callnotes_local.deployment_check.gaps import REFUSED
from tests.local.emulator.cloud import unique_name

if TYPE_CHECKING:
    from tests.local.emulator.cloud import Cloud


@pytest.mark.parametrize("kind", REFUSED)
def test_stack_with_the_type_is_not_made(cloud: Cloud, kind: str) -> None:
    resource = {"Type": kind, "Properties": {}}
    template = json.dumps({"Resources": {"Refused": resource}})
    with pytest.raises(ClientError, match=f"Unrecognized resource types: .{kind}"):
        cloud.client("cloudformation").create_stack(
            StackName=unique_name("stack"), TemplateBody=template
        )
