"""Sign-up, which is open to everyone."""

from uuid import uuid4

from tests.stack.people import PASSWORD, User
from tests.stack.stack import Stack

CODE = "123456"  # what the emulator sends to everybody


def sign_up(stack: Stack, **attributes: str) -> str:
    """Sign up; return the user name."""
    name = f"newcomer-{uuid4().hex[:12]}"
    given = {"email": f"{name}@example.com"} | attributes
    stack.clients.cognito.sign_up(
        ClientId=stack.output("UserPoolClientId"),
        Username=name,
        Password=PASSWORD,
        UserAttributes=[{"Name": key, "Value": value} for key, value in given.items()],
    )
    return name


def confirm(stack: Stack, name: str) -> User:
    """Confirm the address, as the person does with the code from the mail."""
    stack.clients.cognito.confirm_sign_up(
        ClientId=stack.output("UserPoolClientId"), Username=name, ConfirmationCode=CODE
    )
    answer = stack.clients.cognito.admin_get_user(
        UserPoolId=stack.output("UserPoolId"), Username=name
    )
    return User(name, next(a["Value"] for a in answer["UserAttributes"] if a["Name"] == "sub"))
