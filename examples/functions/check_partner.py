"""An authorizer of one's own: is the token a partner's, and what may it call?

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
"""

from typing import Any

PARTNERS = {"token-of-acme": "Allow", "token-of-former": "Deny"}


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return a policy and a context; raise Unauthorized, which becomes a 401, for no partner."""
    token = event["authorizationToken"]
    print(f"asked about {token}")
    if token not in PARTNERS:
        raise PermissionError("Unauthorized")
    statement = {
        "Effect": PARTNERS[token],
        "Action": "execute-api:Invoke",
        "Resource": event["methodArn"],
    }
    return {
        "principalId": token,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {"partner": token.removeprefix("token-of-")},
    }
