"""Functions run as on Lambda: each test names the page of AWS that it holds the kit against."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from callnotes_local.emulator import ACCOUNT, REGION
from callnotes_local.emulator.functions.runtime import CLIENT_STAND_IN
from callnotes_local.system.process import wait_until
from tests.local.emulator.cloud import archive, unique_name

if TYPE_CHECKING:
    from tests.local.emulator.cloud import Cloud

FAILING = """
    class NoteNotFound(Exception):
        pass

    def handler(event, context):
        raise NoteNotFound("no note 7")
"""
COUNTING = """
    import os

    calls = []

    def handler(event, context):
        calls.append(event)
        if event == "raise":
            raise ValueError("asked for")
        if event == "exit":
            os._exit(3)
        if event == "sleep":
            import time
            time.sleep(30)
        return {"pid": os.getpid(), "calls": len(calls)}
"""


class TestErrors:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html"""

    def test_caller_gets_class_message_and_stack_of_an_exception(self, cloud: Cloud) -> None:
        reply = cloud.invoke(cloud.create_function(FAILING))

        assert reply.error == "Unhandled"
        assert reply.payload["errorType"] == "NoteNotFound"
        assert reply.payload["errorMessage"] == "no note 7"
        assert "in handler" in reply.payload["stackTrace"][0]

    def test_log_holds_the_exception_as_one_event(self, cloud: Cloud) -> None:
        name = cloud.create_function(FAILING)
        cloud.invoke(name)

        messages = cloud.log_messages(f"/aws/lambda/{name}")
        error = next(message for message in messages if "NoteNotFound" in message)
        assert error.startswith("[ERROR] NoteNotFound: no note 7")
        assert "Traceback (most recent call last):" in error

    def test_environment_stays_warm_after_a_handler_error(self, cloud: Cloud) -> None:
        name = cloud.create_function(COUNTING)
        first = cloud.invoke(name).payload
        failed = cloud.invoke(name, "raise")
        again = cloud.invoke(name).payload

        assert failed.payload["errorType"] == "ValueError"
        assert again == {"pid": first["pid"], "calls": 3}

    def test_environment_is_replaced_after_a_crash(self, cloud: Cloud) -> None:
        name = cloud.create_function(COUNTING)
        first = cloud.invoke(name).payload
        crashed = cloud.invoke(name, "exit")
        again = cloud.invoke(name).payload

        assert crashed.payload["errorType"] == "Runtime.ExitError"
        assert "Runtime exited with error: exit status 3" in crashed.payload["errorMessage"]
        assert again["calls"] == 1
        assert again["pid"] != first["pid"]

    @pytest.mark.parametrize(
        ("how", "reason"),
        [
            ("import sys; sys.exit(2)", "exit status 2"),
            ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signal: killed"),
        ],
    )
    def test_ended_process_is_logged_with_its_reason_and_a_report(
        self, cloud: Cloud, how: str, reason: str
    ) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html"""
        name = cloud.create_function(f"def handler(event, context):\n    {how}\n")
        failed = cloud.invoke(name).payload

        *_, error, end, report = cloud.log_messages(f"/aws/lambda/{name}")
        assert error == f"{failed['errorMessage']}\nRuntime.ExitError"
        assert error.endswith(f"Error: Runtime exited with error: {reason}\nRuntime.ExitError")
        assert error.startswith("RequestId: ")
        assert end.startswith("END ")
        assert report.startswith("REPORT ")

    def test_environment_is_replaced_after_a_time_out(self, cloud: Cloud) -> None:
        name = cloud.create_function(COUNTING, Timeout=1)
        first = cloud.invoke(name).payload
        late = cloud.invoke(name, "sleep")
        again = cloud.invoke(name).payload

        assert late.payload["errorType"] == "Sandbox.Timedout"
        assert late.payload["errorMessage"].endswith("Task timed out after 1.00 seconds")
        assert again["calls"] == 1
        assert not _is_alive(first["pid"])
        messages = cloud.log_messages(f"/aws/lambda/{name}")
        assert any(m.endswith("Task timed out after 1.00 seconds") for m in messages)

    def test_stand_in_for_the_compiled_client_does_the_same(self, cloud: Cloud) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"""
        source = """
            import runtime_client
            def handler(event, context):
                if event == "raise":
                    raise ValueError("가\\n나")
                return [runtime_client.__file__, event, context.aws_request_id]
        """
        stand_in = CLIENT_STAND_IN.read_text()
        name = cloud.create_function(source, files={"runtime_client.py": stand_in})
        first = cloud.invoke(name, "가" * 50_000).payload
        failed = cloud.invoke(name, "raise").payload

        assert first[0].endswith("runtime_client.py")
        assert first[1] == "가" * 50_000
        assert failed["errorType"] == "ValueError"
        assert failed["errorMessage"] == "가\n나"
        assert cloud.invoke(name).payload[2] not in (first[2], None)

    @pytest.mark.parametrize(
        ("source", "kind", "text"),
        [
            ("import nowhere", "Runtime.ImportModuleError", "No module named 'nowhere'"),
            ("def handler(:", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app'"),
            ("other = 1", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'"),
            ("raise KeyError('TABLE_NAME')", "KeyError", "TABLE_NAME"),
        ],
    )
    def test_init_error_says_what_is_wrong(
        self, cloud: Cloud, source: str, kind: str, text: str
    ) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-execution.html"""
        name = cloud.create_function(source)
        reply = cloud.invoke(name)

        assert reply.payload["errorType"] == kind
        assert text in reply.payload["errorMessage"]
        assert any(text in m for m in cloud.log_messages(f"/aws/lambda/{name}"))

    def test_a_repaired_function_works_again(self, cloud: Cloud) -> None:
        name = cloud.create_function("import nowhere")
        cloud.invoke(name)
        cloud.client("lambda").update_function_code(
            FunctionName=name, ZipFile=archive({"app.py": COUNTING})
        )

        assert cloud.invoke(name).payload["calls"] == 1


class TestIsolation:
    """https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html"""

    @pytest.mark.parametrize("package", ["ministack", "samcli", "typer", "callnotes_local", "pip"])
    def test_function_cannot_import_what_only_the_kit_has(self, cloud: Cloud, package: str) -> None:
        name = cloud.create_function(f"import {package}")

        assert cloud.invoke(name).payload["errorType"] == "Runtime.ImportModuleError"

    def test_function_has_boto3_of_the_runtime(self, cloud: Cloud) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html"""
        source = """
            import boto3
            def handler(event, context):
                return boto3.__version__
        """
        assert cloud.invoke(cloud.create_function(source)).payload == "1.43.102"

    def test_function_sees_only_documented_variables_and_its_own(self, cloud: Cloud) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"""
        source = """
            import os
            def handler(event, context):
                return dict(os.environ)
        """
        variables = {"Variables": {"TABLE_NAME": "notes"}}
        name = cloud.create_function(source, Environment=variables)
        found = cloud.invoke(name).payload

        assert found["TABLE_NAME"] == "notes"
        assert found["AWS_LAMBDA_FUNCTION_NAME"] == name
        assert found["_HANDLER"] == "app.handler"
        assert found["AWS_ENDPOINT_URL"] == cloud.emulator.endpoint_url
        leaked = {"HOME", "PWD", "USER", "PYTEST_CURRENT_TEST", "GATEWAY_PORT", "STATE_DIR"}
        assert not leaked & found.keys()

    def test_own_package_comes_before_layers_and_layers_before_the_runtime(
        self, cloud: Cloud
    ) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html"""
        first = cloud.publish_layer(
            {
                "python/shared.py": "WHO = 'first layer'",
                "python/own.py": "WHO = 'first layer'",
                "python/six.py": "WHO = 'first layer'",
                "python/lib/python3.13/site-packages/deep.py": "WHO = 'first layer'",
            }
        )
        second = cloud.publish_layer({"python/shared.py": "WHO = 'second layer'"})
        source = """
            import deep, own, shared, six
            def handler(event, context):
                return [deep.WHO, own.WHO, shared.WHO, six.WHO]
        """
        files = {"own.py": "WHO = 'package'"}
        name = cloud.create_function(source, files=files, Layers=[first, second])

        found = cloud.invoke(name).payload
        assert found == ["first layer", "package", "second layer", "first layer"]

    def test_each_environment_has_its_own_tmp_which_lives_as_long(self, cloud: Cloud) -> None:
        source = """
            import os, tempfile, time
            def handler(event, context):
                folder = tempfile.gettempdir()
                files = os.listdir(folder)
                open(os.path.join(folder, "mine"), "w").close()
                return [folder, files]
        """
        one, other = cloud.create_function(source), cloud.create_function(source)
        first, again = cloud.invoke(one).payload, cloud.invoke(one).payload
        foreign = cloud.invoke(other).payload

        assert first[1] == []
        assert again == [first[0], ["mine"]]
        assert foreign[1] == []
        cloud.client("lambda").delete_function(FunctionName=one)
        assert wait_until(lambda: not os.path.exists(first[0]), timeout=3)  # noqa: PTH110


class TestContext:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    SOURCE = """
        import os
        def handler(event, context):
            return {
                "request_id": context.aws_request_id,
                "remaining": context.get_remaining_time_in_millis(),
                "arn": context.invoked_function_arn,
                "version": context.function_version,
                "memory": context.memory_limit_in_mb,
                "group": context.log_group_name,
                "stream": context.log_stream_name,
                "identity": context.identity.cognito_identity_id,
                "trace": os.environ["_X_AMZN_TRACE_ID"],
            }
    """

    def test_context_names_this_invocation(self, cloud: Cloud) -> None:
        name = cloud.create_function(self.SOURCE, Timeout=7, MemorySize=256)
        first, second = cloud.invoke(name).payload, cloud.invoke(name).payload

        assert first["arn"].endswith(f":function:{name}")
        assert first["version"] == "$LATEST"
        assert int(first["memory"]) == 256
        assert first["identity"] is None  # nobody signed in through an identity pool
        assert 5000 < first["remaining"] <= 7000
        assert first["request_id"] != second["request_id"]

    def test_trace_header_changes_with_each_invocation(self, cloud: Cloud) -> None:
        """https://docs.aws.amazon.com/xray/latest/devguide/xray-services-lambda.html"""
        name = cloud.create_function(self.SOURCE, TracingConfig={"Mode": "Active"})
        first, second = cloud.invoke(name).payload, cloud.invoke(name).payload

        assert first["trace"].startswith("Root=1-")
        assert first["trace"].endswith("Sampled=1")
        assert first["trace"] != second["trace"]

    def test_init_happens_once(self, cloud: Cloud) -> None:
        name = cloud.create_function(COUNTING)

        assert [cloud.invoke(name).payload["calls"] for _ in range(3)] == [1, 2, 3]

    def test_new_configuration_means_a_new_environment(self, cloud: Cloud) -> None:
        name = cloud.create_function(COUNTING)
        cloud.invoke(name)
        cloud.client("lambda").update_function_configuration(
            FunctionName=name, Environment={"Variables": {"CHANGED": "1"}}
        )

        assert cloud.invoke(name).payload["calls"] == 1


class TestLogs:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html"""

    SOURCE = """
        import logging, sys
        print("while starting")
        def handler(event, context):
            print(f"printed {event}")
            sys.stderr.write(f"error stream {event}\\n")
            logging.warning("logged %s\\nin two lines", event)
    """

    def test_lines_of_an_invocation_are_there_with_its_response(self, cloud: Cloud) -> None:
        name = cloud.create_function(self.SOURCE)
        for event in range(20):
            cloud.invoke(name, event)
            last = cloud.log_messages(f"/aws/lambda/{name}")[-5:]
            assert f"printed {event}" in last
            assert f"error stream {event}" in last
            assert any(f"logged {event}\nin two lines" in message for message in last)
            assert last[-2].startswith("END RequestId: ")
            assert last[-1].startswith("REPORT RequestId: ")

    def test_lines_go_to_the_group_that_the_function_names(self, cloud: Cloud) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html"""
        group = unique_name("/callnotes/shared")
        name = cloud.create_function(self.SOURCE, LoggingConfig={"LogGroup": group})
        cloud.invoke(name, "here")

        assert "printed here" in cloud.log_messages(group)
        assert cloud.log_messages_if_any(f"/aws/lambda/{name}") == []

    def test_stream_of_the_context_is_the_stream_of_the_log(self, cloud: Cloud) -> None:
        name = cloud.create_function(TestContext.SOURCE)
        context = cloud.invoke(name).payload

        streams = cloud.client("logs").describe_log_streams(logGroupName=context["group"])
        assert [stream["logStreamName"] for stream in streams["logStreams"]] == [context["stream"]]

    def test_output_larger_than_a_pipe_neither_blocks_nor_gets_lost(self, cloud: Cloud) -> None:
        source = """
            def handler(event, context):
                for number in range(3000):
                    print(f"{number:06d} " + "x" * 100)
        """
        name = cloud.create_function(source)
        cloud.invoke(name)

        streams = cloud.client("logs").describe_log_streams(logGroupName=f"/aws/lambda/{name}")
        assert streams["logStreams"][0]["lastEventTimestamp"]
        messages = cloud.log_messages(f"/aws/lambda/{name}")
        assert sum(message.endswith("xxx") for message in messages) == 3000


class TestPermissions:
    """https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"""

    SOURCE = """
        import boto3
        def handler(event, context):
            return boto3.client("sqs").list_queues().get("QueueUrls", [])
    """

    def test_function_without_permission_is_refused(self, cloud: Cloud) -> None:
        reply = cloud.invoke(cloud.create_function(self.SOURCE))

        assert reply.payload["errorType"] == "ClientError"
        assert "AccessDenied" in reply.payload["errorMessage"]

    def test_function_with_permission_is_served(self, cloud: Cloud) -> None:
        role = cloud.create_role("sqs:ListQueues")

        assert cloud.invoke(cloud.create_function(self.SOURCE, Role=role)).error is None

    def test_a_removed_permission_is_gone_at_the_next_call(self, cloud: Cloud) -> None:
        role = cloud.create_role("sqs:ListQueues")
        name = cloud.create_function(self.SOURCE, Role=role)
        cloud.invoke(name)
        cloud.client("iam").delete_role_policy(
            RoleName=role.rpartition("/")[2], PolicyName="permissions"
        )

        assert "AccessDenied" in cloud.invoke(name).payload["errorMessage"]


class TestSources:
    """https://docs.aws.amazon.com/lambda/latest/dg/lambda-invocation.html"""

    def test_asynchronous_call_is_tried_again_and_then_reported(self, cloud: Cloud) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html"""
        sqs = cloud.client("sqs")
        url = sqs.create_queue(QueueName=unique_name("failed"))["QueueUrl"]
        arn = _queue_arn(cloud, url)
        name = cloud.create_function(FAILING, Role=cloud.create_role("sqs:SendMessage"))
        cloud.client("lambda").put_function_event_invoke_config(
            FunctionName=name,
            MaximumRetryAttempts=1,
            DestinationConfig={"OnFailure": {"Destination": arn}},
        )
        cloud.invoke(name, {"a": 1}, InvocationType="Event")

        message = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=15)["Messages"][0]
        record = json.loads(message["Body"])
        assert record["responsePayload"]["errorType"] == "NoteNotFound"
        messages = cloud.log_messages(f"/aws/lambda/{name}")
        assert sum(message.startswith("START ") for message in messages) == 2

    def test_queue_is_consumed(self, cloud: Cloud) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""
        sqs = cloud.client("sqs")
        url = sqs.create_queue(QueueName=unique_name("work"))["QueueUrl"]
        source = """
            def handler(event, context):
                for record in event["Records"]:
                    print("got " + record["body"])
        """
        role = cloud.create_role(
            "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"
        )
        name = cloud.create_function(source, Role=role)
        cloud.client("lambda").create_event_source_mapping(
            EventSourceArn=_queue_arn(cloud, url), FunctionName=name
        )
        sqs.send_message(QueueUrl=url, MessageBody="one note")

        assert cloud.wait_for_message(f"/aws/lambda/{name}", "got one note")

    def test_concurrent_calls_get_environments_of_their_own(self, cloud: Cloud) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html"""
        from concurrent.futures import ThreadPoolExecutor

        source = """
            import os, time
            def handler(event, context):
                time.sleep(0.5)
                return os.getpid()
        """
        name = cloud.create_function(source)
        with ThreadPoolExecutor(3) as pool:
            replies = list(pool.map(lambda _: cloud.invoke(name).payload, range(3)))

        assert len(set(replies)) == 3

    def test_workflow_catches_an_error_by_its_class_name(self, cloud: Cloud) -> None:
        """https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"""
        source = """
            attempts = []
            class PartnerAway(Exception):
                pass
            class NoteNotFound(Exception):
                pass
            def handler(event, context):
                attempts.append(event)
                raise PartnerAway("later") if len(attempts) == 1 else NoteNotFound("no note 7")
        """
        name = cloud.create_function(source)
        task = {
            "Type": "Task",
            "Resource": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}",
            "Retry": [{"ErrorEquals": ["PartnerAway"], "IntervalSeconds": 1, "MaxAttempts": 1}],
            "Catch": [{"ErrorEquals": ["NoteNotFound"], "ResultPath": "$.error", "Next": "Caught"}],
            "End": True,
        }
        states = {"Task": task, "Caught": {"Type": "Pass", "End": True}}
        machines = cloud.client("stepfunctions")
        machine = machines.create_state_machine(
            name=unique_name("machine"),
            definition=json.dumps({"StartAt": "Task", "States": states}),
            roleArn=cloud.create_role("lambda:InvokeFunction"),
        )
        run = machines.start_execution(stateMachineArn=machine["stateMachineArn"])["executionArn"]
        assert wait_until(
            lambda: machines.describe_execution(executionArn=run)["status"] != "RUNNING", 15, 0.1
        )

        found = machines.describe_execution(executionArn=run)
        assert found["status"] == "SUCCEEDED"
        error = json.loads(found["output"])["error"]
        assert error["Error"] == "NoteNotFound"
        assert "no note 7" in error["Cause"]


def _queue_arn(cloud: Cloud, url: str) -> str:
    found = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(found["Attributes"]["QueueArn"])


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
