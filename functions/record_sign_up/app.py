"""Cognito, after a sign-up is confirmed: the person is recorded."""

from datetime import UTC, datetime

from callnotes.adapters.clients import make_client
from callnotes.adapters.cognito_directory import CognitoDirectory
from callnotes.adapters.dynamodb_sign_ups import DynamoDBSignUps
from callnotes.domain.sign_up import SignUp
from callnotes.entry.triggers import CognitoEvent, trigger
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.record_sign_up import record_sign_up

# Cognito waits five seconds, and retries itself: there is time for two calls, one attempt each.
# https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
dynamodb = make_client("dynamodb", tries=1)
cognito = make_client("cognito-idp", tries=1)
sign_ups = DynamoDBSignUps(dynamodb, read_settings(TableSettings).table_name)


@trigger("record_sign_up")
def handler(event: CognitoEvent) -> CognitoEvent:
    """Record the sign-up; ignore a confirmed new password, which has the same trigger."""
    if event["triggerSource"] == "PostConfirmation_ConfirmSignUp":
        user_id = event["request"]["userAttributes"]["sub"]
        record_sign_up(
            SignUp(user_id, event["userName"], datetime.now(UTC)),
            sign_ups=sign_ups,
            directory=CognitoDirectory(cognito, event["userPoolId"]),
        )
    return event
