"""Clients at work while calls fail and replies are lost: their history is a possible one."""

from concurrent.futures import ThreadPoolExecutor

from tests.history.checker import find_contradictions
from tests.history.history import History
from tests.stack.chaos import chaos_on
from tests.stack.http import Api, note_input, path_of
from tests.stack.stack import Stack

NOTES = "/v1/notes"
CLIENTS, UPDATES = 4, 3
FAULTS = (
    "dynamodb.PutItem@create_note=error_after:3",
    "dynamodb.PutItem@create_note=throttle:3",
    "dynamodb.UpdateItem@update_note=error_after:4",
    "dynamodb.UpdateItem@update_note=throttle:4",
    "lambda.Invoke@create_note=error_after:2",
    "lambda.Invoke@update_note=error_after:2",
)


class Client:
    """Creates the note of a key, which others create too, and changes it until it gives up."""

    def __init__(self, name: str, api: Api, history: History) -> None:
        self.name, self.api, self.history = name, api, history

    def work(self, key: str) -> None:
        created = [self._create(key) for _ in range(2)]
        note = next((note for note in created if note), None)
        if note is None:
            return
        for number in range(UPDATES):
            if read := self._read(key, note["note_id"]):
                self._update(key, read, f"{self.name}-{number}")
        self._read(key, note["note_id"])

    def _create(self, key: str) -> dict[str, str] | None:
        with self.history.call("create", key, "first") as call:
            answer = self.api.post(NOTES, note_input(title="first"), Idempotency_Key=key)
            call.outcome = "ok" if answer.status == 201 else "unknown"
            if call.outcome == "ok":
                call.note_id = answer.json["note_id"]
                return answer.json
        return None

    def _read(self, key: str, note_id: str) -> dict[str, str] | None:
        with self.history.call("read", key) as call:
            answer = self.api.get(f"{NOTES}/{note_id}")
            if answer.status == 200:
                call.outcome = "ok"
                call.value, call.version = answer.json["title"], answer.json["version"]
                return answer.json
        return None

    def _update(self, key: str, read: dict[str, str], title: str) -> None:
        version = int(read["version"])
        with self.history.call("update", key, title, version) as call:
            changed = note_input(title=title)
            answer = self.api.put(path_of(read), changed, If_Match=f'"{version}"')
            # After a lost reply, a 412 may be about this call's own change, which another replaced.
            call.outcome = "ok" if answer.status == 200 else "unknown"


def test_given_lost_replies_and_throttles_when_clients_race_then_their_history_is_possible(
    stack: Stack, tenant: str
) -> None:
    history, key = History(), "the-key-of-all"
    agent = stack.new_agent(tenant)
    clients = [Client(f"client-{number}", agent, history) for number in range(CLIENTS)]

    with chaos_on(stack) as chaos:
        chaos.on(*FAULTS)
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda client: client.work(key), clients))
    with history.call("list", key) as call:
        call.found = [note["note_id"] for note in agent.get(NOTES).json["items"]]
        call.outcome = "ok"

    assert find_contradictions(history) == []
    assert {call.outcome for call in history.calls} >= {"ok", "unknown"}
