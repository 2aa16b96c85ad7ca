"""`callnotes deploy <environment>`: look, ask, deploy exactly what was looked at."""

from dataclasses import dataclass

from rich.console import Console

from callnotes_local.account.access import Access
from callnotes_local.account.change_set import discard, execute, read_changes
from callnotes_local.account.review import confirm, show_summary
from callnotes_local.account.sam import AccountSam
from callnotes_local.as_typed import same_command
from callnotes_local.cloud.cloud import find_stack, list_outputs
from callnotes_local.command_line.interruption import saying_what_stays
from callnotes_local.command_line.progress import Progress
from callnotes_local.errors import CliError, ExitCode


@dataclass(frozen=True)
class Deploy:
    """One run of the command."""

    access: Access
    sam: AccountSam
    console: Console
    progress: Progress

    def run(self, *, yes: bool) -> None:
        """Build, compare, show, ask, carry out."""
        change_set = self._prepare()
        if role := self.sam.other_log_role:
            self.progress.note(f"API Gateway keeps the role {role} for the logs of this account.")
        if change_set:
            self._ask(change_set, yes=yes)
            with self.progress.step("deploy"):
                execute(self.access, change_set)
        client, stack = self.access.clients.cloudformation, self.access.environment.stack
        for name, value in sorted(list_outputs(find_stack(client, stack)).items()):
            self.console.print(f"{name:<30} {value}")
        self.console.print("next: make the first user (docs/deploy.md)", style="bold")

    def _prepare(self) -> str | None:
        stays = "Nothing was deployed; a change set that is never executed may be left."
        with saying_what_stays(stays, same_command()):
            with self.progress.step("build"):
                self.sam.build()
            with self.progress.step("compare") as step:
                change_set = self.sam.create_change_set()
                step.result = "done" if change_set else "nothing would change"
        return change_set

    def _ask(self, change_set: str, *, yes: bool) -> None:
        show_summary(read_changes(self.access, change_set), self.console)
        question = f"Deploy this to account {self.access.account}?"
        if not yes and not confirm(question, "yes"):
            discard(self.access, change_set)
            why = "You did not say yes; the change set is gone again."
            raise CliError("Nothing was deployed.", why, same_command(), ExitCode.INTERRUPTED)
