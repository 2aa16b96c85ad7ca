"""GET /v1/flags"""

from callnotes.adapters.appconfig_flags import AgentFlags
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.flag_routes import LIST_FLAGS, FlagsOutput
from callnotes.api.inputs import Input
from callnotes.domain.actor import Actor
from callnotes.entry.flags import CountedFlags
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import FlagSettings, TableSettings, read_settings
from callnotes.usecases.list_flags import list_flags

flags = CountedFlags(AgentFlags(read_settings(FlagSettings)).read_flags, LIST_FLAGS.name)


@serve(LIST_FLAGS, lease=DynamoDBQuota(read_settings(TableSettings).table_name).lease)
def handler(_request: Request[Input], actor: Actor) -> Response:
    """List which features are on for the caller."""
    listed = list_flags(actor, flags)
    return Response(LIST_FLAGS.status, FlagsOutput.of(listed.flags, listed.reading))
