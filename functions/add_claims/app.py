"""Cognito, before a token is made: groups become the claims `tenant` and `role`."""

from callnotes.entry.triggers import CognitoEvent, trigger
from callnotes.usecases.add_claims import add_claims


@trigger("add_claims")
def handler(event: CognitoEvent) -> CognitoEvent:
    """Add the claims that the user's groups give; remove them when no group gives them."""
    groups = event["request"]["groupConfiguration"].get("groupsToOverride") or []
    added, suppressed = add_claims(groups)
    details = {"claimsToAddOrOverride": added, "claimsToSuppress": suppressed}
    return event | {"response": {"claimsOverrideDetails": details}}
