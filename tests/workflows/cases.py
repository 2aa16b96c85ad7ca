"""Every way through the state machines: what each task answers, the states entered, the end."""

import json
from typing import Any

from tests.workflows.mocked import Case, InTurn, Mocks, Throw

START = {"tenant": "hanbit", "escalation_id": "e1"}
CASE = {
    **START,
    "note_id": "n1",
    "customer_id": "c1",
    "severity": "normal",
    "deadline_seconds": 60,
    "heartbeat_seconds": 30,
    "note_ids": ["n1", "n2"],
}
OPINIONS = [
    {"source": "history", "score": 0.5, "text": "2 notes", "error": None},
    {"source": "booking", "score": None, "text": None, "error": "Unavailable"},
]
CONFLICT = "DynamoDb.TransactionCanceledException"


def payload(value: Any) -> dict[str, Any]:
    """What Lambda's integration answers."""
    return {"StatusCode": 200, "Payload": value}


def checked(severity: str) -> dict[str, Any]:
    """What check_escalation answers for an escalation of this severity."""
    return payload({**CASE, "severity": severity})


def ending(state: str, verdict: str | None = None, by: str | None = None) -> dict[str, Any]:
    """The output of an execution that succeeded."""
    decision = {"verdict": verdict, "decided_by": by, "automatic": by is None} if verdict else None
    return {"escalation_id": "e1", "state": state, "decision": decision}


COLLECTED = {"Status": "SUCCEEDED", "Output": json.dumps(OPINIONS)}
WAITED: Mocks = {
    "CheckEscalation": checked("normal"),
    "CollectOpinions": COLLECTED,
    "MarkNote": {},
    "UnmarkNote": {},
    "MarkFailed": {},
    "CloseEscalation": {},
    "InformPartner": payload({"informed": True}),
    "WithdrawPartner": payload({"informed": False}),
    "TellSupervisors": {},
}
TO_WAIT = ("CheckEscalation", "CollectOpinions", "ChooseWay", "MarkNotes", "RequestDecision")
UNDONE = ("UnmarkNotes", "MarkFailed", "Failed")
APPROVE = {"verdict": "approve", "decided_by": "s1"}
REJECT = {"verdict": "reject", "decided_by": "s1"}
RECORDED = {"Item": {"decision": {"M": {"verdict": {"S": "approve"}, "decided_by": {"S": "s1"}}}}}
HIGH = {"CheckEscalation": checked("high"), "RequestDecision": APPROVE}


def escalation(
    name: str,
    mocks: Mocks,
    path: tuple[str, ...],
    output: Any = None,
    error: str | None = None,
) -> Case:
    """One way through `escalation`; with an error it ends in Failed."""
    status = "FAILED" if error else "SUCCEEDED"
    return Case(name, "escalation", START, {**WAITED, **mocks}, path, status, output, error)


ESCALATIONS = [
    escalation(
        "low_severity_is_approved_without_a_person",
        {"CheckEscalation": checked("low")},
        ("CheckEscalation", "CollectOpinions", "ChooseWay", "CloseEscalation"),
        ending("approved", "approve"),
    ),
    escalation(
        "supervisor_approves",
        {"RequestDecision": APPROVE},
        (*TO_WAIT, "ChooseVerdict", "CloseEscalation"),
        ending("approved", "approve", "s1"),
    ),
    escalation(
        "supervisor_rejects",
        {"RequestDecision": REJECT},
        (*TO_WAIT, "ChooseVerdict", "CloseEscalation"),
        ending("rejected", "reject", "s1"),
    ),
    escalation(
        "partner_is_informed_of_high_severity",
        HIGH,
        (*TO_WAIT, "ChooseVerdict", "InformPartner", "CloseEscalation"),
        ending("approved", "approve", "s1"),
    ),
    escalation(
        "deadline_passes",
        {"RequestDecision": Throw("States.Timeout"), "TimeOut": {}},
        (*TO_WAIT, "TimeOut", "TellSupervisors", "TimedOut"),
        ending("timed_out"),
    ),
    escalation(
        "heartbeat_is_lost",
        {"RequestDecision": Throw("States.HeartbeatTimeout"), "TimeOut": {}},
        (*TO_WAIT, "TimeOut", "TellSupervisors", "TimedOut"),
        ending("timed_out"),
    ),
    escalation(
        "supervisors_cannot_be_told_of_the_time_out",
        {
            "RequestDecision": Throw("States.Timeout"),
            "TimeOut": {},
            "TellSupervisors": Throw("SNS.InternalError"),
        },
        (*TO_WAIT, "TimeOut", "TellSupervisors", "TimedOut"),
        ending("timed_out"),
    ),
    escalation(
        "decision_was_recorded_before_the_deadline",
        {
            "RequestDecision": Throw("States.Timeout"),
            "TimeOut": Throw(CONFLICT),
            "ReadDecision": RECORDED,
        },
        (*TO_WAIT, "TimeOut", "ReadDecision", "ChooseVerdict", "CloseEscalation"),
        ending("approved", "approve", "s1"),
    ),
    escalation(
        "recorded_decision_cannot_be_read",
        {
            "RequestDecision": Throw("States.Timeout"),
            "TimeOut": Throw(CONFLICT),
            "ReadDecision": Throw("DynamoDB.InternalServerError"),
        },
        (*TO_WAIT, "TimeOut", "ReadDecision", *UNDONE),
        error="DynamoDB.InternalServerError",
    ),
    escalation(
        "time_out_cannot_be_written",
        {"RequestDecision": Throw("States.Timeout"), "TimeOut": Throw("States.TaskFailed")},
        (*TO_WAIT, "TimeOut", *UNDONE),
        error="States.TaskFailed",
    ),
    escalation(
        "note_is_gone",
        {"CheckEscalation": Throw("NotFound")},
        ("CheckEscalation", "MarkFailed", "Failed"),
        error="NotFound",
    ),
    escalation(
        "failure_cannot_be_written",
        {"CheckEscalation": Throw("NotFound"), "MarkFailed": Throw("DynamoDB.InternalServerError")},
        ("CheckEscalation", "MarkFailed", "Failed"),
        error="NotFound",
    ),
    escalation(
        "opinions_cannot_be_collected",
        {"CollectOpinions": Throw("Sfn.StateMachineDoesNotExistException")},
        ("CheckEscalation", "CollectOpinions", "MarkFailed", "Failed"),
        error="Sfn.StateMachineDoesNotExistException",
    ),
    escalation(
        "opinions_take_too_long",
        {"CollectOpinions": {"Status": "TIMED_OUT"}, "RequestDecision": APPROVE},
        (*TO_WAIT, "ChooseVerdict", "CloseEscalation"),
        ending("approved", "approve", "s1"),
    ),
    escalation(
        "note_cannot_be_marked",
        {"MarkNote": Throw("DynamoDB.InternalServerError")},
        ("CheckEscalation", "CollectOpinions", "ChooseWay", "MarkNotes", *UNDONE),
        error="DynamoDB.InternalServerError",
    ),
    escalation(
        "decision_cannot_be_requested",
        {"RequestDecision": Throw("Unavailable")},
        (*TO_WAIT, *UNDONE),
        error="Unavailable",
    ),
    escalation(
        "partner_fails",
        {**HIGH, "InformPartner": Throw("PartnerUnavailable")},
        (*TO_WAIT, "ChooseVerdict", "InformPartner", "WithdrawPartner", *UNDONE),
        error="PartnerUnavailable",
    ),
    escalation(
        "partner_fails_twice",
        {
            **HIGH,
            "InformPartner": Throw("PartnerUnavailable"),
            "WithdrawPartner": Throw("PartnerUnavailable"),
        },
        (*TO_WAIT, "ChooseVerdict", "InformPartner", "WithdrawPartner", *UNDONE),
        error="PartnerUnavailable",
    ),
    escalation(
        "closing_fails_after_the_partner_was_informed",
        {**HIGH, "CloseEscalation": Throw(CONFLICT)},
        (
            *TO_WAIT,
            *("ChooseVerdict", "InformPartner", "CloseEscalation"),
            *("ChooseCompensation", "WithdrawPartner", *UNDONE),
        ),
        error=CONFLICT,
    ),
    escalation(
        "closing_fails",
        {"RequestDecision": APPROVE, "CloseEscalation": Throw(CONFLICT)},
        (*TO_WAIT, "ChooseVerdict", "CloseEscalation", "ChooseCompensation", *UNDONE),
        error=CONFLICT,
    ),
    escalation(
        "marks_cannot_be_removed",
        {"RequestDecision": Throw("Unavailable"), "UnmarkNote": Throw("DynamoDB.InternalError")},
        (*TO_WAIT, *UNDONE),
        error="Unavailable",
    ),
]


def _opinion(source: str) -> dict[str, Any]:
    return {"source": source, "score": 0.5, "text": "as usual", "error": None}


ASKED = {f"Ask{source.title()}": source for source in ("history", "booking", "sentiment")}


def _collected(name: str, failing: tuple[str, ...]) -> Case:
    mocks: dict[str, Any] = {
        state: Throw("Unavailable") if state in failing else payload(_opinion(source))
        for state, source in ASKED.items()
    }
    output = [
        {"source": source, "score": None, "text": None, "error": "Unavailable"}
        if state in failing
        else _opinion(source)
        for state, source in ASKED.items()
    ]
    given = {"tenant": "hanbit", "customer_id": "c1", "note_id": "n1"}
    return Case(name, "collect_opinions", given, mocks, ("AskAll",), "SUCCEEDED", output)


OPINION_CASES = [
    _collected("all_give_an_opinion", ()),
    *(_collected(f"{state}_fails", (state,)) for state in ASKED),
    _collected("all_fail", tuple(ASKED)),
]
CLOSED = {**START, "closed_at": "2026-03-01T12:00:01.250000Z"}
TIMES = {"objection_seconds": 3, "record_seconds": 60, "heartbeat_seconds": 15}
SUPERVISOR_DECIDED = {
    "note_id": {"S": "n1"},
    "customer_id": {"S": "c1"},
    "severity": {"S": "normal"},
    "state": {"S": "approved"},
    "decision": {
        "M": {"decided_by": {"S": "s1"}, "decided_at": {"S": "2026-03-01T12:00:00Z"}},
    },
}
RECORD = {
    **START,
    "note_id": "n1",
    "customer_id": "c1",
    "severity": "normal",
    "state": "approved",
    "decided_by": "s1",
    "decided_at": "2026-03-01T12:00:00Z",
    "closed_at": CLOSED["closed_at"],
}
KEPT: Mocks = {
    "ReadTimes": {"Parameter": {"Value": json.dumps(TIMES)}},
    "ReadEscalation": {"Item": SUPERVISOR_DECIDED},
    "KeepRecord": {"Output": {"reference": "hanbit/e1"}},
    "MarkFiled": {},
    "MarkFailed": {},
    "TellSupervisors": {},
}
CONDITION = "DynamoDb.ConditionalCheckFailedException"
TO_RECORD = ("ReadTimes", "AwaitObjections", "ReadEscalation", "KeepRecord")
TOLD = ("MarkFailed", "TellSupervisors", "Failed")


def filing(name: str, mocks: Mocks, path: tuple[str, ...], error: str | None = None) -> Case:
    """One way through `file_escalation`; with an error it ends in Failed."""
    output = None if error else {"escalation_id": "e1", "state": "filed"}
    status = "FAILED" if error else "SUCCEEDED"
    return Case(name, "file_escalation", CLOSED, {**KEPT, **mocks}, path, status, output, error)


AUTOMATIC = {"Item": {**SUPERVISOR_DECIDED, "decision": {"M": {"decided_at": {"S": "..."}}}}}
FILINGS = [
    filing("record_is_kept", {}, (*TO_RECORD, "MarkFiled")),
    filing("nobody_decided", {"ReadEscalation": AUTOMATIC}, (*TO_RECORD, "MarkFiled")),
    filing(
        "event_came_twice",
        {"MarkFiled": Throw(CONDITION)},
        (*TO_RECORD, "MarkFiled", "AlreadyFiled"),
    ),
    filing(
        "times_cannot_be_read",
        {"ReadTimes": Throw("Ssm.ParameterNotFoundException")},
        ("ReadTimes", *TOLD),
        "Ssm.ParameterNotFoundException",
    ),
    filing(
        "escalation_cannot_be_read",
        {"ReadEscalation": Throw("DynamoDB.InternalServerError")},
        ("ReadTimes", "AwaitObjections", "ReadEscalation", *TOLD),
        "DynamoDB.InternalServerError",
    ),
    filing(
        "no_worker_takes_the_task",
        {"KeepRecord": Throw("States.Timeout")},
        (*TO_RECORD, *TOLD),
        "States.Timeout",
    ),
    filing(
        "worker_refuses_the_record",
        {"KeepRecord": Throw("States.TaskFailed")},
        (*TO_RECORD, *TOLD),
        "States.TaskFailed",
    ),
    filing(
        "filing_cannot_be_written",
        {"MarkFiled": Throw("States.Timeout")},
        (*TO_RECORD, "MarkFiled", *TOLD),
        "States.Timeout",
    ),
    filing(
        "second_execution_fails_after_the_first_has_filed",
        {"KeepRecord": Throw("States.Timeout"), "MarkFailed": Throw(CONDITION)},
        (*TO_RECORD, "MarkFailed", "AlreadyFiled"),
    ),
    filing(
        "failure_cannot_be_written_and_supervisors_hear_of_it",
        {"KeepRecord": Throw("States.Timeout"), "MarkFailed": Throw("States.Timeout")},
        (*TO_RECORD, *TOLD),
        "States.Timeout",
    ),
    filing(
        "supervisors_cannot_be_told",
        {"KeepRecord": Throw("States.Timeout"), "TellSupervisors": Throw("SNS.InternalError")},
        (*TO_RECORD, *TOLD),
        "States.Timeout",
    ),
]
TASK = {"record": RECORD, "record_seconds": 60, "heartbeat_seconds": 15}


def recording(name: str, mock: Any, output: Any = None, error: str | None = None) -> Case:
    """One way through `keep_record`: its one state, with retries."""
    status = "FAILED" if error else "SUCCEEDED"
    mocks = {"KeepRecord": mock}
    return Case(name, "keep_record", TASK, mocks, ("KeepRecord",), status, output, error)


RECORDINGS = [
    recording("worker_keeps_it", {"reference": "hanbit/e1"}, {"reference": "hanbit/e1"}),
    *(
        recording(f"worker_fails_with_{error.rpartition('.')[2]}", Throw(error), error=error)
        for error in ("States.HeartbeatTimeout", "RecordsUnavailable", "RecordConflict")
    ),
]
NOTE_IDS = {"tenant": "hanbit", "customer_id": "c1", "note_id": "n1"}
SAID: Mocks = {"Item": {"language": {"S": "en"}}}
NOT_SAID: Mocks = {"Item": {}}
BOOKINGS = [
    ("confirmed", "2099"),
    ("delayed", "2099"),
    ("cancelled", "2099"),
    ("confirmed", "2020"),
]


def customer(*bookings: tuple[str, str]) -> Mocks:
    """What DynamoDB answers of a premium customer with bookings: status and year of departure."""
    held = [
        {"M": {"status": {"S": status}, "departs_at": {"S": f"{year}-01-01T00:00:00.000000Z"}}}
        for status, year in bookings
    ]
    return {"Item": {"tier": {"S": "premium"}, "bookings": {"L": held}}}


KNOWN = {
    "language": {"value": "en", "error": None},
    "sentiment": {"score": 1.0, "error": None},
    "customer": {"tier": "premium", "open_bookings": 2, "error": None},
}
LACKING: dict[str, dict[str, Any]] = {
    "language": {"value": None, "error": "Unavailable"},
    "sentiment": {"score": None, "error": "Unavailable"},
    "customer": {"tier": None, "open_bookings": None, "error": "Unavailable"},
}
THROWN = Throw("Unavailable")


def _found_out(name: str, mocks: Mocks, **changed: Any) -> Case:
    answers = {
        "ReadLanguage": SAID,
        "AskSentiment": payload({"source": "sentiment", "score": 1.0, "text": "negative in tone"}),
        "ReadCustomer": customer(*BOOKINGS),
    }
    output = {**KNOWN, **changed}
    way = ("FindOutAll",)
    return Case(name, "enrich_note", NOTE_IDS, {**answers, **mocks}, way, "SUCCEEDED", output)


def _detected(language: str | None) -> Mocks:
    return {"ReadLanguage": NOT_SAID, "DetectLanguage": payload({"language": language})}


ENRICHMENTS = [
    _found_out("author_says_the_language", {}),
    _found_out("language_is_detected", _detected("ko"), language={"value": "ko", "error": None}),
    _found_out("language_is_not_known", _detected(None), language={"value": None, "error": None}),
    _found_out("note_cannot_be_read", {"ReadLanguage": THROWN}, language=LACKING["language"]),
    _found_out(
        "language_cannot_be_detected",
        {"ReadLanguage": NOT_SAID, "DetectLanguage": THROWN},
        language=LACKING["language"],
    ),
    _found_out("sentiment_fails", {"AskSentiment": THROWN}, sentiment=LACKING["sentiment"]),
    _found_out("customer_cannot_be_read", {"ReadCustomer": THROWN}, customer=LACKING["customer"]),
    _found_out(
        "customer_without_bookings",
        {"ReadCustomer": customer()},
        customer={"tier": "premium", "open_bookings": 0, "error": None},
    ),
    _found_out(
        "customer_with_one_booking",
        {"ReadCustomer": customer(BOOKINGS[0])},
        customer={"tier": "premium", "open_bookings": 1, "error": None},
    ),
    _found_out(
        "there_is_no_such_customer",
        {"ReadCustomer": {}},
        customer={"tier": None, "open_bookings": 0, "error": None},
    ),
    _found_out(
        "everything_fails",
        dict.fromkeys(("ReadLanguage", "AskSentiment", "ReadCustomer"), THROWN),
        **LACKING,
    ),
]
DAY = {"day": "2026-03-01"}
TENANTS: Mocks = {
    "Groups": [{"GroupName": name} for name in ("agent", "tenant.hanbit", "tenant.A")]
}
SERVED: Mocks = {"ListTenants": TENANTS, "SendDigest": {"Output": {}}, "ReadFormer": {}}
TO_DIGESTS = ("ChooseDay", "CheckDay", "ListTenants", "ChoosePage", "SendDigests", "ChooseEnd")
NESTED = "States.TaskFailed"
TAKEN = Throw("StepFunctions.ExecutionAlreadyExistsException")


def digests(
    name: str,
    mocks: Mocks,
    errors: Any = None,
    given: Any = None,
    output: Any = None,
) -> Case:
    """One way through `send_digests` for one tenant; with errors it ends in Failed."""
    path = (*TO_DIGESTS, "Failed" if errors else "Sent")
    status, error = ("FAILED", "DigestsNotSent") if errors else ("SUCCEEDED", None)
    answer = None if errors else output or {**DAY, "tenants": 1}
    cause = json.dumps(errors, separators=(",", ":")) if errors else None
    mocks = {**SERVED, **mocks}
    return Case(name, "send_digests", given or DAY, mocks, path, status, answer, error, cause=cause)


def described(status: str) -> Mocks:
    """What Step Functions says of the execution that has the name."""
    return {"SendDigest": TAKEN, "ReadFormer": {"Status": status}}


PAGES = [{**TENANTS, "NextToken": "2"}, {"Groups": [{"GroupName": "tenant.two"}]}]
MORNING = {"scheduled_at": "2026-03-01T22:00:00Z"}
NOT_LISTED = "CognitoIdentityProvider.NotAuthorizedException"
DIGESTS = [
    digests("tenant_is_served", {}),
    digests("schedule_says_when", {}, given=MORNING),
    digests("midnight_in_seoul", {}, given={"scheduled_at": "2026-03-01T15:00:00Z"}),
    digests(
        "a_moment_before",
        {},
        given={"scheduled_at": "2026-03-01T14:59:59Z"},
        output={"day": "2026-02-28", "tenants": 1},
    ),
    digests("nobody_to_serve", {"ListTenants": {"Groups": []}}, output={**DAY, "tenants": 0}),
    digests("sent_before", described("SUCCEEDED")),
    digests("being_sent", described("RUNNING")),
    digests("failed_before", described("FAILED"), {"hanbit": "FAILED"}),
    digests(
        "former_cannot_be_read",
        {"SendDigest": TAKEN, "ReadFormer": Throw("Sfn.ExecutionDoesNotExistException")},
        {"hanbit": "Sfn.ExecutionDoesNotExistException"},
    ),
    digests(
        "digest_fails",
        {"SendDigest": Throw(NESTED, json.dumps({"Error": "DayUnreadable", "Status": "FAILED"}))},
        {"hanbit": "DayUnreadable"},
    ),
    digests(
        "digest_times_out",
        {"SendDigest": Throw(NESTED, json.dumps({"Status": "TIMED_OUT"}))},
        {"hanbit": "TIMED_OUT"},
    ),
    digests(
        "digest_cannot_start",
        {"SendDigest": Throw("StepFunctions.StateMachineDoesNotExistException")},
        {"hanbit": "StepFunctions.StateMachineDoesNotExistException"},
    ),
    Case(
        "tenants_are_on_two_pages",
        "send_digests",
        DAY,
        {**SERVED, "ListTenants": InTurn(*PAGES)},
        (*TO_DIGESTS[:4], "ListTenants", *TO_DIGESTS[3:], "Sent"),
        "SUCCEEDED",
        {**DAY, "tenants": 2},
    ),
    Case(
        "tenants_cannot_be_listed",
        "send_digests",
        DAY,
        {**SERVED, "ListTenants": Throw(NOT_LISTED)},
        TO_DIGESTS[:3],
        "FAILED",
        error=NOT_LISTED,
    ),
    *(
        Case(
            f"day_is_{name}",
            "send_digests",
            {"day": day},
            SERVED,
            ("ChooseDay", "CheckDay", "WrongDay"),
            "FAILED",
            error="WrongDay",
        )
        for name, day in (("a_word", "yesterday"), ("a_number", 20260301), ("empty", ""))
    ),
]
ITEM = {"notes": {"N": "3"}, "language_ko": {"N": "2"}, "tone_negative": {"N": "1"}}
COUNTED: Mocks = {
    "ReadDay": {"Item": ITEM},
    "CountWaiting": {"Count": 4},
    "TellSupervisors": {"MessageId": "m1"},
}
OF_HANBIT = {"tenant": "hanbit", **DAY}
TO_COUNT = ("ReadDay", "CheckDay", "CountWaiting", "ChoosePage")
MORE = {"Count": 1, "LastEvaluatedKey": {"gsi2pk": {"S": "..."}}}


def digest(name: str, mocks: Mocks, path: tuple[str, ...], error: str | None = None) -> Case:
    """One way through `send_digest`; with an error it fails."""
    status = "FAILED" if error else "SUCCEEDED"
    output = None if error else OF_HANBIT
    mocks = {**COUNTED, **mocks}
    return Case(name, "send_digest", OF_HANBIT, mocks, path, status, output, error)


ONE_DIGEST = [
    digest("counts_are_told", {}, (*TO_COUNT, "TellSupervisors")),
    digest("day_without_notes", {"ReadDay": {}}, (*TO_COUNT, "TellSupervisors")),
    digest(
        "escalations_are_on_two_pages",
        {"CountWaiting": InTurn(MORE, {"Count": 2})},
        (*TO_COUNT, "CountWaiting", "ChoosePage", "TellSupervisors"),
    ),
    digest(
        "counts_are_damaged",
        {"ReadDay": {"Item": {"notes": {"S": "many"}}}},
        ("ReadDay", "CheckDay", "DayUnreadable"),
        "DayUnreadable",
    ),
    *(
        digest(f"{state}_fails", {state: Throw("States.TaskFailed")}, path, "States.TaskFailed")
        for state, path in (
            ("ReadDay", TO_COUNT[:1]),
            ("CountWaiting", TO_COUNT[:3]),
            ("TellSupervisors", (*TO_COUNT, "TellSupervisors")),
        )
    ),
]
CASES = [
    *(*ESCALATIONS, *OPINION_CASES, *ENRICHMENTS, *FILINGS, *RECORDINGS),
    *(*DIGESTS, *ONE_DIGEST),
]
