"""Forty people change one note at once; no change is lost."""

from concurrent.futures import ThreadPoolExecutor

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.domain.errors import PreconditionFailed
from callnotes.domain.note import Note
from callnotes.domain.versions import make_etag
from callnotes.usecases.get_note import get_note
from callnotes.usecases.update_note import update_note
from tests.builders import make_actor, make_change, make_content, make_note
from tests.cloud import Cloud

PEOPLE = 40
AUTHOR = make_actor()


class Counter:
    """A note whose body counts its changes."""

    def __init__(self, cloud: Cloud) -> None:
        client, table = make_client("dynamodb"), cloud.resources["Table"]
        self.notes = DynamoDBNotes(client, table)
        self.customers = DynamoDBCustomers(client, table)
        note = make_note(make_content(body="0"))
        self.note_id = note.note_id
        self.notes.create_note(note, "print", make_change())

    def read(self) -> Note:
        return get_note(self.note_id, AUTHOR, self.notes)

    def increment(self) -> int:
        """Read and write until there is no conflict; return the number of conflicts."""
        conflicts = 0
        while not self._try():
            conflicts += 1
        return conflicts

    def _try(self) -> bool:
        note = self.read()
        content = make_content(body=str(int(note.content.body) + 1))
        try:
            update_note(
                self.note_id,
                content,
                make_change(AUTHOR),
                if_match=make_etag(note.version),
                notes=self.notes,
                customers=self.customers,
            )
        except PreconditionFailed:
            return False
        return True


def test_no_change_is_lost_when_forty_people_change_one_note(cloud: Cloud) -> None:
    counter = Counter(cloud)
    with ThreadPoolExecutor(PEOPLE) as people:
        conflicts = sum(people.map(lambda _: counter.increment(), range(PEOPLE)))
    note = counter.read()
    assert conflicts > 0, "without a conflict this proves nothing"
    assert (note.content.body, note.version) == ("40", 41)
