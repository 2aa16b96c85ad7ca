"""What may the function do, and what else could a thief of its credentials do?"""

from collections.abc import Iterator

from callnotes_labs.bench import Bench
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text, same

GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
ROLE = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"
LEAST = f"{GUIDE}/best-practices.html#grant-least-privilege"
OTHERS = ("PutItem", "DeleteItem", "Scan")


def check(bench: Bench) -> Iterator[Finding]:
    """Call the function, then ask IAM what its role allows beyond that."""
    yield reads_the_customer(bench)
    allowed = find_allowed(bench, OTHERS, bench.output("CustomersArn"))
    yield nothing_more(allowed)
    yield this_table_only(find_allowed(bench, ("GetItem",), bench.output("SalariesArn")))


def reads_the_customer(bench: Bench) -> Finding:
    """The call itself, under the function's own role."""
    customer = f"customer-{bench.run_id}"
    bench.clients.dynamodb.put_item(
        TableName=bench.output("Customers"),
        Item={"customer_id": {"S": customer}, "name": {"S": "Yoon"}},
    )
    reply = bench.invoke("Reader", {"customer_id": customer})
    return Finding(
        id="reads_the_customer",
        passed=reply.payload == "Yoon",
        seen=same(reply.error or str(reply.payload)),
        expected=Text("Yoon, the customer's name.", "고객 이름 Yoon."),
        next_move=Text(
            "read the message: it names the role and the action that a policy must allow",
            "메시지를 읽으세요. 정책이 허용해야 할 역할과 작업이 쓰여 있습니다",
        ),
        page=ROLE,
    )


def nothing_more(allowed: list[str]) -> Finding:
    """The function only reads single items."""
    return Finding(
        id="nothing_more",
        passed=not allowed,
        seen=Text(
            f"Also allowed: {', '.join(allowed) or '-'}.",
            f"더 허용된 것: {', '.join(allowed) or '-'}.",
        ),
        expected=Text(
            "Nothing: what a function may do, whoever takes it over may do.",
            "없음: 함수에 허용된 일은 함수를 빼앗은 사람도 할 수 있습니다.",
        ),
        next_move=Text(
            "name the one action that the code calls; dynamodb:* also allows DeleteItem",
            "코드가 부르는 작업 하나만 적으세요. dynamodb:*는 DeleteItem도 허용합니다",
        ),
        page=LEAST,
    )


def this_table_only(allowed: list[str]) -> Finding:
    """The table of salaries is none of the function's business."""
    return Finding(
        id="this_table_only",
        passed=not allowed,
        seen=Text(
            f"Allowed on the table Salaries: {', '.join(allowed) or '-'}.",
            f"Salaries 테이블에 허용된 것: {', '.join(allowed) or '-'}.",
        ),
        expected=Text("Nothing on other tables.", "다른 테이블에는 없음."),
        next_move=Text(
            "let Resource be !GetAtt Customers.Arn instead of a wildcard",
            "Resource에 와일드카드 대신 !GetAtt Customers.Arn을 쓰세요",
        ),
        page=LEAST,
    )


def find_allowed(bench: Bench, operations: tuple[str, ...], resource: str) -> list[str]:
    """Which operations the role's policies allow, asked of the policy simulator."""
    response = bench.clients.iam.simulate_principal_policy(
        PolicySourceArn=bench.output("RoleArn"),
        ActionNames=[f"dynamodb:{name}" for name in operations],
        ResourceArns=[resource],
    )
    results = response["EvaluationResults"]
    allowed = {r["EvalActionName"] for r in results if r["EvalDecision"] == "allowed"}
    return [name for name in operations if f"dynamodb:{name}" in allowed]
