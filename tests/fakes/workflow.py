from dataclasses import dataclass, field
from datetime import datetime

from callnotes.domain.errors import PartnerUnavailable, TokenUnreadable, Unavailable
from callnotes.domain.escalation import Decision, PartnerMessage, Reminder


@dataclass
class FakeVault:
    """`ports.TokenVault` that writes the escalation beside the token."""

    def seal_token(self, tenant: str, escalation_id: str, token: str) -> bytes:
        return f"{tenant}/{escalation_id}/{token}".encode()

    def open_token(self, tenant: str, escalation_id: str, ciphertext: bytes) -> str:
        bound, _, token = ciphertext.decode().rpartition("/")
        if bound != f"{tenant}/{escalation_id}":
            raise TokenUnreadable("The token is not of this escalation.")
        return token


@dataclass
class FakeWorkflow:
    """`ports.EscalationWorkflow` in a set; `is_away` is whether it can be started."""

    started: list[str] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    is_away: bool = False

    def start(self, _tenant: str, escalation_id: str, _correlation_id: str) -> None:
        if self.is_away:
            raise Unavailable("The escalation workflow does not answer right now.")
        if escalation_id not in self.started:
            self.started.append(escalation_id)

    def is_running(self, escalation_id: str) -> bool:
        return escalation_id in self.started and escalation_id not in self.ended


@dataclass
class FakeTasks:
    """`ports.WaitingTasks` that takes the first answer to each token."""

    answers: dict[str, tuple[str, Decision]] = field(default_factory=dict)

    def answer(self, task_token: str, escalation_id: str, decision: Decision) -> bool:
        first = task_token not in self.answers
        self.answers.setdefault(task_token, (escalation_id, decision))
        return first


@dataclass
class FakeSupervisors:
    """`ports.SupervisorNotices` in a list."""

    told: list[tuple[str, str, datetime]] = field(default_factory=list)
    reminded: list[Reminder] = field(default_factory=list)

    def tell_waiting(self, tenant: str, escalation_id: str, deadline: datetime) -> None:
        self.told.append((tenant, escalation_id, deadline))

    def tell_still_waiting(self, reminder: Reminder) -> None:
        self.reminded.append(reminder)


@dataclass
class FakeReminders:
    """`ports.Reminders` by escalation; an escalation keeps its first one."""

    is_away: bool = False
    times: dict[Reminder, datetime] = field(default_factory=dict)

    def set_reminder(self, reminder: Reminder, at: datetime) -> None:
        if self.is_away:
            raise Unavailable("The scheduler does not answer right now.")
        if reminder.escalation_id not in {each.escalation_id for each in self.times}:
            self.times[reminder] = at


@dataclass
class FakeMarks:
    """`ports.ReminderMarks` in a set."""

    marked: set[tuple[str, str]] = field(default_factory=set)

    def is_marked(self, reminder: Reminder) -> bool:
        return (reminder.tenant, reminder.escalation_id) in self.marked

    def mark(self, reminder: Reminder) -> None:
        self.marked.add((reminder.tenant, reminder.escalation_id))


@dataclass
class FakePartner:
    """`ports.Partner` in a list; `is_there` is whether operators named one."""

    is_there: bool = True
    is_away: bool = False
    messages: list[PartnerMessage] = field(default_factory=list)

    def send_message(self, message: PartnerMessage) -> bool:
        if self.is_away:
            raise PartnerUnavailable("The partner does not take the message.")
        if self.is_there:
            self.messages.append(message)
        return self.is_there
