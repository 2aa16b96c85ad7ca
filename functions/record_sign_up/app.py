"""Cognito, after a sign-up is confirmed: the person is recorded."""

from datetime import UTC, datetime

from callnotes.adapters.clients import make_client
from callnotes.adapters.cognito_directory import CognitoDirectory
from callnotes.adapters.dynamodb_sign_ups import DynamoDBSignUps
from callnotes.domain.sign_up import SignUp
from callnotes.entry.triggers import CognitoEvent, trigger
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.record_sign_up import record_sign_up

sign_ups = DynamoDBSignUps(make_client("dynamodb"), read_settings(TableSettings).table_name)


@trigger
def handler(event: CognitoEvent) -> CognitoEvent:
    """Record the sign-up; a confirmed new password comes the same way and is none."""
    if event["triggerSource"] == "PostConfirmation_ConfirmSignUp":
        user_id = event["request"]["userAttributes"]["sub"]
        record_sign_up(
            SignUp(user_id, event["userName"], datetime.now(UTC)),
            sign_ups=sign_ups,
            directory=CognitoDirectory(make_client("cognito-idp"), event["userPoolId"]),
        )
    return event
