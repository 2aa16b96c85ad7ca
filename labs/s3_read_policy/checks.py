"""What did one line in Policies become, and what does it allow?"""

from collections.abc import Iterator

from callnotes_labs.bench import Bench
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text, same

SAM = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide"
TEMPLATES = f"{SAM}/serverless-policy-templates.html"
LIST = f"{SAM}/serverless-policy-template-list.html"
WRITES = ("PutObject", "DeleteObject")


def check(bench: Bench) -> Iterator[Finding]:
    """Play a recording, then ask what else the function's role allows."""
    yield plays_a_recording(bench)
    recording = f"arn:aws:s3:::{bench.output('Recordings')}/recording"
    yield nothing_is_written(find_allowed(bench, WRITES, recording))
    invoice = f"arn:aws:s3:::{bench.output('Invoices')}/invoice"
    yield other_buckets_are_closed(find_allowed(bench, ("GetObject",), invoice))


def find_allowed(bench: Bench, operations: tuple[str, ...], resource: str) -> list[str]:
    """Which operations the role of the function allows on an object."""
    function = bench.clients.functions.get_function_configuration(
        FunctionName=bench.output("Player")
    )
    response = bench.clients.iam.simulate_principal_policy(
        PolicySourceArn=function["Role"],
        ActionNames=[f"s3:{name}" for name in operations],
        ResourceArns=[resource],
    )
    results = response["EvaluationResults"]
    allowed = {r["EvalActionName"] for r in results if r["EvalDecision"] == "allowed"}
    return [name for name in operations if f"s3:{name}" in allowed]


def plays_a_recording(bench: Bench) -> Finding:
    """The call itself, under the role that SAM made."""
    key = f"{bench.run_id}.txt"
    bench.clients.s3.put_object(Bucket=bench.output("Recordings"), Key=key, Body=b"hello")
    reply = bench.invoke("Player", {"key": key})
    return Finding(
        id="plays_a_recording",
        passed=reply.payload == "hello",
        seen=same(reply.error or str(reply.payload)),
        expected=Text("hello, the recording.", "녹음 hello."),
        next_move=Text(
            "give Policies a template of SAM that reads, with BucketName: !Ref Recordings",
            "Policies에 읽기용 SAM 정책 템플릿을 BucketName: !Ref Recordings와 함께 쓰세요",
        ),
        page=TEMPLATES,
    )


def nothing_is_written(allowed: list[str]) -> Finding:
    """The function only reads."""
    names = ", ".join(allowed) or "-"
    return Finding(
        id="nothing_is_written",
        passed=not allowed,
        seen=Text(f"Also allowed: {names}.", f"더 허용된 것: {names}."),
        expected=Text("Nothing: recordings are evidence.", "없음: 녹음은 증거입니다."),
        next_move=Text(
            "look in the list of policy templates for one that only reads objects",
            "정책 템플릿 목록에서 객체를 읽기만 하는 것을 찾으세요",
        ),
        page=LIST,
    )


def other_buckets_are_closed(allowed: list[str]) -> Finding:
    """A managed policy names no bucket of yours."""
    names = ", ".join(allowed) or "-"
    return Finding(
        id="other_buckets_are_closed",
        passed=not allowed,
        seen=Text(
            f"Allowed on the bucket Invoices: {names}.", f"Invoices 버킷에 허용된 것: {names}."
        ),
        expected=Text(
            "Nothing: a policy of AWS covers every bucket of the account.",
            "없음: AWS 관리형 정책은 계정의 모든 버킷에 적용됩니다.",
        ),
        next_move=Text(
            "replace AmazonS3FullAccess by a policy template, which takes a BucketName",
            "AmazonS3FullAccess를 BucketName을 받는 정책 템플릿으로 바꾸세요",
        ),
        page=TEMPLATES,
    )
