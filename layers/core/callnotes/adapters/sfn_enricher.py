"""What finds out about a note: one execution of an Express workflow, whose end is waited for.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
"""

import json
from dataclasses import dataclass
from typing import Any

from callnotes.adapters.clients import calling
from callnotes.domain.enrichment import Findings
from callnotes.domain.errors import EnrichmentFailed
from callnotes.domain.note import Note

# A little more than the time-out in the workflow's definition.
WORKFLOW_SECONDS = 14


@dataclass(frozen=True)
class StepFunctionsEnricher:
    """`ports.NoteEnricher` on a state machine of the express type.

    Nothing is kept under an execution's name: the same call again is another execution, which
    only reads. The client waits WORKFLOW_SECONDS for a response, and tries once.
    """

    client: Any
    state_machine_arn: str

    def find_out(self, note: Note) -> Findings:
        """Start the workflow with ids only, and wait for its end."""
        ids = {
            "tenant": note.tenant,
            "note_id": note.note_id,
            "customer_id": note.content.customer_id,
        }
        with calling("enrichment workflow"):
            answer = self.client.start_sync_execution(
                stateMachineArn=self.state_machine_arn,
                name=f"{note.note_id}-{note.version}",
                input=json.dumps(ids),
            )
        if answer["status"] != "SUCCEEDED":
            raise EnrichmentFailed(f"The workflow ended {answer['status']}.")
        return _findings_from(json.loads(answer["output"]))


def _findings_from(output: dict[str, dict[str, Any]]) -> Findings:
    return Findings(
        language=output["language"]["value"],
        sentiment=output["sentiment"]["score"],
        tier=output["customer"]["tier"],
        open_bookings=output["customer"]["open_bookings"],
        errors={
            part: output[part]["error"]
            for part in ("language", "sentiment", "customer")
            if output[part]["error"]
        },
    )
