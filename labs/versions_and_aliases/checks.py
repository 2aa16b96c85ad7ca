"""Call the function as callers do, as a developer does, and as a rollback would."""

from collections.abc import Iterator

from callnotes_labs.bench import Bench
from callnotes_labs.checks import Finding
from callnotes_labs.texts import Text

VERSIONS = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html"
ALIASES = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html"
OLD, NEW = "Hello", "Welcome"


def check(bench: Bench) -> Iterator[Finding]:
    """Read the greetings of the alias, of $LATEST and of every version."""
    function = bench.output("Greeter")
    versions = [
        version["Version"]
        for version in bench.clients.functions.list_versions_by_function(FunctionName=function)[
            "Versions"
        ]
        if version["Version"] != "$LATEST"
    ]
    live = bench.clients.functions.get_alias(FunctionName=function, Name="live")
    yield callers_hear_it(greet(bench, "live"), greet(bench, "$LATEST"))
    yield alias_names_a_version(live["FunctionVersion"])
    yield way_back(bench, versions)


def greet(bench: Bench, qualifier: str) -> str:
    """The greeting of a version or alias, or what it raised."""
    reply = bench.invoke("Greeter", Qualifier=qualifier)
    return reply.error or str(reply.payload)


def callers_hear_it(live: str, latest: str) -> Finding:
    """Callers use the alias."""
    return Finding(
        id="callers_hear_it",
        passed=live == NEW,
        seen=Text(f"live: {live}; $LATEST: {latest}.", f"live: {live}, $LATEST: {latest}."),
        expected=Text(f"live: {NEW}.", f"live: {NEW}."),
        next_move=Text(
            "change GREETING; then publish a version, a resource of its own in the template",
            "GREETING을 바꾼 다음 버전을 게시하세요. 버전은 템플릿에서 별도의 리소스입니다",
        ),
        page=VERSIONS,
    )


def alias_names_a_version(version: str) -> Finding:
    """An alias on $LATEST changes under its callers with every edit."""
    return Finding(
        id="alias_names_a_version",
        passed=version != "$LATEST",
        seen=Text(f"live names version {version}.", f"live가 가리키는 버전: {version}."),
        expected=Text(
            "A published version: code and configuration are frozen there.",
            "게시된 버전: 코드와 설정이 그대로 고정됩니다.",
        ),
        next_move=Text(
            "let FunctionVersion of Live be the Version of a resource AWS::Lambda::Version",
            "Live의 FunctionVersion에 AWS::Lambda::Version 리소스의 Version을 쓰세요",
        ),
        page=ALIASES,
    )


def way_back(bench: Bench, versions: list[str]) -> Finding:
    """A rollback only moves the alias, so the old version has to exist."""
    greetings = {version: greet(bench, version) for version in versions}
    listed = ", ".join(f"{version}: {text}" for version, text in greetings.items())
    return Finding(
        id="way_back",
        passed=OLD in greetings.values(),
        seen=Text(f"Versions: {listed or '-'}.", f"버전: {listed or '-'}."),
        expected=Text(
            f"One that still says {OLD}, for a rollback.", f"되돌릴 수 있게 {OLD}라고 하는 버전."
        ),
        next_move=Text(
            "keep VersionOne in the template; add a second version beside it",
            "템플릿에 VersionOne을 그대로 두고 두 번째 버전을 추가하세요",
        ),
        page=VERSIONS,
    )
