"""The deployment check of the real template, and the page that is made of it."""

import pytest

from callnotes_local.deployment_check.check import Row, Verdict, check_deployment
from tests.stack.stack import Stack
from tests.template import ROOT
from tools.write_local_vs_aws import render

PAGE = ROOT / "docs" / "local-vs-aws.md"
# What is stored nowhere, on AWS neither: the version of the document's own format, and how long a
# key waits for its deletion, before it is deleted.
UNREADABLE = {"Body.openapi", "GenerateSecretString", "PendingWindowInDays"}


@pytest.fixture(scope="module")
def rows(stack: Stack) -> list[Row]:
    return check_deployment(stack.deployed)


def test_given_the_real_template_when_compared_then_no_property_is_unknown(rows: list[Row]) -> None:
    assert [str(row) for row in rows if row.verdict is Verdict.UNKNOWN] == []


def test_given_the_real_template_when_compared_then_all_but_three_can_be_read(
    rows: list[Row],
) -> None:
    unread = {row.property for row in rows if row.verdict is Verdict.NOT_CHECKED}
    assert unread == UNREADABLE


def test_given_the_real_template_when_compared_then_permissions_and_data_are_as_written(
    rows: list[Row],
) -> None:
    missing = {row.type for row in rows if row.verdict is Verdict.MISSING}
    kept = ("AWS::IAM::", "AWS::SQS::", "AWS::Lambda::Permission", "AWS::S3::BucketPolicy")
    assert not [kind for kind in missing if kind.startswith(kept)]


def test_given_the_page_when_made_again_then_it_is_the_same(rows: list[Row]) -> None:
    assert PAGE.read_text() == render(rows), "run `make docs`, and read what has changed"
