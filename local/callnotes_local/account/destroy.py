"""`callnotes destroy <environment>`: remove the stack, and prove that nothing is left of it."""

from collections import Counter
from dataclasses import dataclass

from rich.console import Console

from callnotes_local.account.access import Access
from callnotes_local.account.change_set import wait_for_end, watching
from callnotes_local.account.inventory import Resource, find_left, read_resources
from callnotes_local.account.protection import find_protected, remove_protection
from callnotes_local.account.retained import (
    describe_kept,
    remove_account_settings,
    remove_artifacts,
    remove_audit_trail,
    remove_flag_documents,
    remove_late_logs,
)
from callnotes_local.account.review import confirm
from callnotes_local.as_typed import same_command
from callnotes_local.cloud.cloud import find_stack
from callnotes_local.command_line.progress import Progress
from callnotes_local.deploy.failure import find_stack_failure
from callnotes_local.errors import CliError, ExitCode

UNNAMED = "CloudFormation names no resource."


@dataclass(frozen=True)
class Extent:
    """How far the user goes."""

    audit_trail: bool = False
    account_settings: bool = False
    unprotect: bool = False


@dataclass(frozen=True)
class Destroy:
    """One run of the command."""

    access: Access
    extent: Extent
    console: Console
    progress: Progress

    def run(self, *, yes: bool) -> None:
        """Look, ask, remove, look again."""
        stack = find_stack(self.access.clients.cloudformation, self.access.environment.stack)
        stack_id = stack["StackId"] if stack else None
        resources = read_resources(self.access, stack_id) if stack_id else []
        protected = find_protected(self.access, resources)
        self._refuse_protected(protected)
        self._ask(resources, yes=yes)
        for resource in protected:
            remove_protection(self.access, resource)
        if stack_id:
            with self.progress.step("stack"):
                remove_flag_documents(self.access, resources)
                self._delete_stack(stack_id)
        self._remove_retained(resources)
        self._prove(resources)

    def _refuse_protected(self, protected: list[Resource]) -> None:
        if protected and not self.extent.unprotect:
            names = ", ".join(resource.physical_id for resource in protected)
            what = "This environment is protected against deletion."
            why = f"{names}: all notes and users would be lost."
            raise CliError(what, why, same_command("--unprotect"))

    def _ask(self, resources: list[Resource], *, yes: bool) -> None:
        if not resources:
            self.console.print("There is no stack; looking for what it may have left.")
        for kind, count in sorted(Counter(resource.kind for resource in resources).items()):
            self.console.print(f"{count:>4}  {kind}")
        kept = "goes too" if self.extent.audit_trail else "stays (--audit-trail removes it)"
        warning = f"All notes and users are lost. The audit trail {kept}."
        self.console.print(warning, style="bold red")
        stack = self.access.environment.stack
        if not yes and not confirm("This cannot be undone.", stack):
            why = f"You did not type {stack}."
            raise CliError("Nothing was removed.", why, same_command(), ExitCode.INTERRUPTED)

    def _delete_stack(self, stack_id: str) -> None:
        with watching(self.access, stack_id):
            self.access.clients.cloudformation.delete_stack(StackName=stack_id)
            status = wait_for_end(self.access, stack_id)
        if status != "DELETE_COMPLETE":
            reason = find_stack_failure(stack_id, self.access.clients.cloudformation)
            what, why = f"The stack is not gone: {status}.", reason or UNNAMED
            raise CliError(what, why, f"fix it, then: {same_command()}", ExitCode.LEFT_BEHIND)

    def _remove_retained(self, resources: list[Resource]) -> None:
        access = self.access
        remove_late_logs(access, find_left(access, resources))
        with self.progress.step("artifacts") as step:
            step.result = f"{remove_artifacts(access)} uploaded by SAM"
        if self.extent.audit_trail:
            with self.progress.step("audit trail") as step:
                removed = remove_audit_trail(access, find_left(access, resources))
                step.result = f"{removed} versions of objects"
        if self.extent.account_settings:
            with self.progress.step("settings"):
                remove_account_settings(access, find_left(access, resources))

    def _prove(self, resources: list[Resource]) -> None:
        with self.progress.step("proof") as step:
            left = find_left(self.access, resources)
            proved = "every service was asked: nothing is left"
            step.result = f"{len(left)} left" if left else proved
        if left:
            raise CliError(
                f"Something of {self.access.environment.stack} is left.",
                "\n        ".join(describe_kept(self.access, left)),
                f"{same_command()}, with the options named above",
                ExitCode.LEFT_BEHIND,
            )
