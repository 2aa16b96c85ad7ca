"""What the application counted, read from the embedded metric format."""

import json

import pytest

from callnotes.entry.observability import NAMESPACE


def read_metrics(capsys: pytest.CaptureFixture[str]) -> dict[tuple[str, str], float]:
    """Return the sums by route and name that CloudWatch would take from the output so far."""
    found: dict[tuple[str, str], float] = {}
    for text in capsys.readouterr().out.splitlines():
        line = json.loads(text)
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
            assert directive["Namespace"] == NAMESPACE
            assert directive["Dimensions"] == [["service"], ["service", "route"]]
            for metric in directive["Metrics"]:
                key = line["route"], metric["Name"]
                found[key] = found.get(key, 0) + sum(line[metric["Name"]])
    return found


def list_metrics(output: str) -> list[str]:
    """Return the names of the metrics in an output, in the order in which they were counted."""
    lines = [json.loads(text) for text in output.splitlines() if text.startswith("{")]
    directives = [d for line in lines for d in line.get("_aws", {}).get("CloudWatchMetrics", [])]
    return list(dict.fromkeys(m["Name"] for d in directives for m in d["Metrics"]))
