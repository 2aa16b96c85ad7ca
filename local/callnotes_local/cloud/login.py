"""`callnotes login`: an ID token, as an application gets it from Cognito."""

from botocore.exceptions import ClientError

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.seed.data import read_users


def sign_in(cloud: Cloud, username: str, password: str | None = None) -> str:
    """The ID token of a demo user, or of any user whose password is given."""
    known = {user.username: user.password for user in read_users()}
    password = password or known.get(username)
    if password is None:
        what, why = f"There is no user {username!r}.", f"Demo users are {', '.join(known)}."
        raise CliError(what, why, "callnotes status", ExitCode.UNKNOWN_ID)
    try:
        response = cloud.clients.cognito.initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=cloud.output("UserPoolClientId"),
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
    except ClientError as error:
        why = error.response["Error"].get("Message", "Cognito gave no reason.")
        raise CliError(f"{username} cannot sign in.", why, "callnotes seed") from error
    return response["AuthenticationResult"]["IdToken"]
