"""The graph of an escalation, as text and as a Mermaid diagram."""

from callnotes_local.observe.escalations import Way, find_next

DEFINITION = {
    "StartAt": "Ask",
    "States": {
        "Ask": {"Type": "Task", "Next": "Choose", "Catch": [{"Next": "Failed"}]},
        "Choose": {"Type": "Choice", "Choices": [{"Next": "Close"}], "Default": "Failed"},
        "Close": {"Type": "Pass", "End": True},
        "Failed": {"Type": "Fail"},
    },
}


def make_way(*entered: str, status: str = "RUNNING") -> Way:
    return Way(DEFINITION, list(entered), status, None)


def test_given_a_state_when_followed_then_every_way_is_named_once() -> None:
    states = DEFINITION["States"]
    assert isinstance(states, dict)
    assert find_next(states["Ask"]) == ["Choose", "Failed"]
    assert find_next(states["Choose"]) == ["Close", "Failed"]
    assert find_next(states["Close"]) == []


def test_given_a_running_execution_when_drawn_then_the_current_state_is_marked() -> None:
    assert make_way("Ask", "Choose").to_lines() == [
        "x Ask     Choose | Failed",
        "> Choose  Close | Failed",
        "  Close",
        "  Failed",
    ]


def test_given_an_ended_execution_when_drawn_then_no_state_is_current() -> None:
    lines = make_way("Ask", "Failed", status="FAILED").to_lines()
    assert [line[0] for line in lines] == ["x", " ", " ", "x"]


def test_given_an_execution_when_drawn_for_mermaid_then_edges_and_entered_states_are_there() -> (
    None
):
    lines = make_way("Ask").to_mermaid()
    assert lines[:3] == ["stateDiagram-v2", "  [*] --> Ask", "  Ask --> Choose"]
    assert "  class Ask entered" in lines
    assert "  class Close entered" not in lines
