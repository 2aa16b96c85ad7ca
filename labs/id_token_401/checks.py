"""Call the API as a stranger, with rubbish, and as an agent who has signed in."""

import json
import secrets
from collections.abc import Iterator

from callnotes_labs.bench import Bench, Response
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text

AUTHORIZER = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "apigateway-integrate-with-cognito.html"
)
TOKENS = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/"
    "amazon-cognito-user-pools-using-the-id-token.html"
)
USE_AN_AUTHORIZER = Text(
    "add an AWS::ApiGateway::Authorizer of the pool, use it in GetMe, and deploy the API again",
    "풀의 AWS::ApiGateway::Authorizer를 추가해 GetMe에 쓰고 API를 다시 배포하세요",
)


def check(bench: Bench) -> Iterator[Finding]:
    """Three calls of GET /me."""
    yield refused("without_a_token", bench.call_api("Api", "/me"))
    yield refused("with_rubbish", bench.call_api("Api", "/me", Authorization="eyJ.rubbish.x"))
    user = f"agent-{bench.run_id}"
    token = sign_in(bench, user)
    yield with_an_id_token(bench.call_api("Api", "/me", Authorization=token), user)


def sign_in(bench: Bench, user: str) -> str:
    """Create a user, and return the ID token that Cognito gives to an application."""
    cognito, pool = bench.clients.cognito, bench.output("Users")
    password = f"Lab-1.{secrets.token_hex(8)}"
    cognito.admin_create_user(UserPoolId=pool, Username=user, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=user, Password=password, Permanent=True
    )
    response = cognito.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=bench.output("Client"),
        AuthParameters={"USERNAME": user, "PASSWORD": password},
    )
    return response["AuthenticationResult"]["IdToken"]


def refused(check_id: str, response: Response) -> Finding:
    """Who is not known gets 401, and no function is called."""
    return Finding(
        id=check_id,
        passed=response.status == 401,
        seen=Text(
            f"GET /me: status {response.status}, {response.body}",
            f"GET /me: 상태 {response.status}, {response.body}",
        ),
        expected=Text(
            "Status 401 from API Gateway, before any function.",
            "함수를 부르기 전에 API Gateway가 상태 401.",
        ),
        next_move=USE_AN_AUTHORIZER,
        page=AUTHORIZER,
    )


def with_an_id_token(response: Response, user: str) -> Finding:
    """The claims of a verified token are in the event."""
    known = response.status == 200 and json.loads(response.body).get("user") == user
    return Finding(
        id="with_an_id_token",
        passed=known,
        seen=Text(
            f"GET /me, ID token in Authorization: status {response.status}, {response.body}",
            f"GET /me, Authorization에 ID 토큰: 상태 {response.status}, {response.body}",
        ),
        expected=Text(f"Status 200, and the user is {user}.", f"상태 200, 그리고 사용자는 {user}."),
        next_move=Text(
            "compare IdentitySource of the authorizer with the header that clients send",
            "권한 부여자의 IdentitySource를 클라이언트가 보내는 헤더와 비교하세요",
        ),
        page=TOKENS,
    )
