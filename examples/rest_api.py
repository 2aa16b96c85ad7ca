"""What a REST API does before, and without, a function.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html
"""

import json
from dataclasses import dataclass
from typing import Any

NOTE = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "Note",
    "type": "object",
    "properties": {
        "UserId": {"type": "string"},
        "NoteId": {"type": "integer"},
        "Note": {"type": "string"},
    },
    "required": ["UserId", "NoteId", "Note"],
}
CORS = {
    "Access-Control-Allow-Origin": "https://console.example.com",
    "Access-Control-Allow-Methods": "GET,OPTIONS",
    "Access-Control-Allow-Headers": "Authorization",
}


@dataclass(frozen=True)
class RestApi:
    """An API that grows by methods, which count from the next `deploy` on."""

    gateway: Any
    api_id: str

    def add_method(self, path: str, verb: str, **settings: Any) -> dict[str, str]:
        """Add a method below the root, open to all unless `settings` say otherwise."""
        items = self.gateway.get_resources(restApiId=self.api_id)["items"]
        found = {item["path"]: item["id"] for item in items}
        resource = found.get(f"/{path}") or self._add_resource(found["/"], path)
        place = {"restApiId": self.api_id, "resourceId": resource, "httpMethod": verb}
        self.gateway.put_method(**place, **({"authorizationType": "NONE"} | settings))
        return place

    def serve_mock(
        self, path: str, verb: str, body: str, headers: dict[str, str] | None = None
    ) -> None:
        """Let the gateway answer by itself: a health route, a preflight, a stub."""
        place, sent = self.add_method(path, verb), headers or {}
        template = {"application/json": '{"statusCode": 200}'}
        self.gateway.put_integration(**place, type="MOCK", requestTemplates=template)
        self.gateway.put_method_response(
            **place,
            statusCode="200",
            responseParameters={f"method.response.header.{name}": False for name in sent},
        )
        self.gateway.put_integration_response(
            **place,
            statusCode="200",
            responseTemplates={"application/json": body},
            responseParameters={
                f"method.response.header.{name}": f"'{value}'" for name, value in sent.items()
            },
        )

    def serve_function(self, path: str, verb: str, function_arn: str, **settings: Any) -> None:
        """Let a function answer."""
        region = function_arn.split(":")[3]
        self.gateway.put_integration(
            **self.add_method(path, verb, **settings),
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function_arn}/invocations",
        )

    def require_note(self) -> dict[str, Any]:
        """Return the settings of a method whose body has to be a Note."""
        self.gateway.create_model(
            restApiId=self.api_id,
            name="Note",
            contentType="application/json",
            schema=json.dumps(NOTE),
        )
        validator = self.gateway.create_request_validator(
            restApiId=self.api_id, name="body", validateRequestBody=True
        )["id"]
        return {"requestModels": {"application/json": "Note"}, "requestValidatorId": validator}

    def require_partner(self, function_arn: str, seconds: int = 300) -> dict[str, Any]:
        """Return the settings of a method that a Lambda authorizer guards."""
        region = function_arn.split(":")[3]
        authorizer = self.gateway.create_authorizer(
            restApiId=self.api_id,
            name="partners",
            type="TOKEN",
            identitySource="method.request.header.Authorization",
            authorizerUri=f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function_arn}/invocations",
            authorizerResultTtlInSeconds=seconds,
        )["id"]
        return {"authorizationType": "CUSTOM", "authorizerId": authorizer}

    def sell_plan(self, name: str, stage: str, burst: int, rate: float, quota: int) -> str:
        """Return the key of a new usage plan: calls at once, in a second, in a day."""
        plan = self.gateway.create_usage_plan(
            name=name,
            apiStages=[{"apiId": self.api_id, "stage": stage}],
            throttle={"rateLimit": rate, "burstLimit": burst},
            quota={"limit": quota, "period": "DAY"},
        )["id"]
        key = self.gateway.create_api_key(name=name, enabled=True)
        self.gateway.create_usage_plan_key(usagePlanId=plan, keyId=key["id"], keyType="API_KEY")
        value: str = key["value"]
        return value

    def deploy(self, stage: str) -> None:
        """Publish the methods as they are now."""
        self.gateway.create_deployment(restApiId=self.api_id, stageName=stage)

    def _add_resource(self, parent: str, path: str) -> str:
        made: str = self.gateway.create_resource(
            restApiId=self.api_id, parentId=parent, pathPart=path
        )["id"]
        return made
