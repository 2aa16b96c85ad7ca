"""The evaluator of Logs Insights, and the saved queries of the template as texts."""

import re
from typing import Any

import pytest

from tests.insights import Event, QueryError, run_query
from tests.template import ROOT, logical_ids_of_type, resource

QUERY = "AWS::Logs::QueryDefinition"
EVENTS = [
    Event("api", 1, '{"status": "201", "ip": "a", "failed": []}'),
    Event("api", 2, '{"status": "403", "ip": "b", "failed": [{"error": "Late"}]}'),
    Event("api", 3, '{"status": "401", "ip": "b"}'),
    Event("worker", 4, "Task timed out after 3.00 seconds"),
]


def column(query: str, name: str) -> list[Any]:
    return [row.get(name) for row in run_query(query, EVENTS)]


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("filter status = 403", [2]),
        ("filter status = 401 or status = 403 | sort @timestamp desc", [3, 2]),
        ("filter ispresent(failed.0.error) and ip = 'b'", [2]),
        ('filter ip in ["b", "c"]', [2, 3]),
        ("filter @message like /timed out/", [4]),
        ("sort status desc | limit 2", [2, 3]),
        ("fields @timestamp, ip | sort ip asc | limit 1", [4]),
    ],
)
def test_conditions_order_and_limit(query: str, at: list[int]) -> None:
    assert column(query, "@timestamp") == at


def test_statistics_are_by_group() -> None:
    query = "stats count(*) as n, count_distinct(ip) as ips, latest(status) as newest by @log"
    assert run_query(query, EVENTS) == [
        {"@log": "api", "n": 3, "ips": 1 + 1, "newest": 401.0},
        {"@log": "worker", "n": 1, "ips": 0, "newest": None},
    ]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("fields statuss", "no log event has the field statuss"),
        ("filter stauts = 1", "no log event has the field stauts"),
        ("filter ispresent(failed.1.error)", "no log event has the field failed.1.error"),
        ("stats count(*) as n by ip | sort status", "no log event has the field status"),
        ("stats median(ip) as n", "median"),
        ("filer status = 1", "filer"),
        ("filter status == 1", "= is no value"),
        ("filter status = 1 limit 2", "limit"),
        ("filter status = 1 ; limit 2", "not understood: '; limit 2'"),
    ],
)
def test_query_that_is_none_or_of_no_field_is_refused_by_name(query: str, fault: str) -> None:
    with pytest.raises(QueryError, match=fault):
        run_query(query, EVENTS)


def test_every_saved_query_is_run_on_the_logs_of_the_stack() -> None:
    tests = (ROOT / "tests/integration/test_saved_queries.py").read_text()
    run = set(re.findall(r'run\(stack, "(\w+)"', tests))
    assert run == {*logical_ids_of_type(QUERY)}


def test_saved_queries_are_in_the_folder_of_their_stack() -> None:
    names = [resource(query)["Name"]["Fn::Sub"] for query in logical_ids_of_type(QUERY)]
    assert len(set(names)) == len(names)
    assert all(name.startswith("${AWS::StackName}/") for name in names)
