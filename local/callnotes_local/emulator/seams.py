"""The places where our parts enter the pinned emulator: all of them, checked at start.

Every name here is private to the emulator. Another version is refused rather than half-patched.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from callnotes_local.emulator.refusal import RefusedError
from callnotes_local.emulator.version import VERSION

SEAMS: dict[str, tuple[str, ...]] = {
    "ministack.app": (
        "app",
        "save_all",
        "_credential_failure",
        "_build_persistence_save_dict",
        "_get_module",
        "_load_persisted_state",
        "_state_map",
        "extract_access_key_id",
        "extract_region",
        "pin_request_origin",
    ),
    "ministack.core.iam_actions": (
        "dynamodb_service_context",
        "extract_iam_action",
        "unsigned_operations",
    ),
    "ministack.core.iam_evaluator": (
        "CredentialResolutionError",
        "_resolve_condition_key",
        "find_iam_access_key_account",
        "is_root_access_key",
        "resolve_credential",
    ),
    "ministack.core.responses": ("_account_from_sts_session",),
    "ministack.core.router": ("detect_service", "extract_access_key_id"),
    "ministack.core.sigv4": (
        "decode_header_value",
        "header_signature_failure",
        "parse_header_signature",
        "parse_query_signature",
        "request_time_failure",
    ),
    "ministack.services.sts": ("is_root_access_key",),
    "ministack.services.iam": ("_extract_simulate_params",),
    "ministack.core.persistence": ("_json_default", "_json_object_hook"),
    "ministack.core.lambda_runtime": (
        "ProvidedInitTimeout",
        "ProvidedWorker",
        "_lock",
        "_worker_class_for",
        "_worker_key",
        "_workers",
        "execution_credentials",
        "kill_workers",
        "reset",
        "workers_in_use",
    ),
    "ministack.services.lambda_svc": (
        "_LAMBDA_ASYNC_RETRY_BASE_SECONDS",
        "_LAMBDA_ASYNC_RETRY_MAX_SECONDS",
        "_emit_lambda_metrics",
        "_execute_function",
        "_functions",
        "_memory_budget_bytes",
        "_poll_loop",
        "_throttle_response",
        "acquire_worker",
        "invoke_async_with_retry",
        "release_worker",
        "_emit_lambda_logs",
        "_execute_function_provided_warm",
        "_execute_function_warm",
        "_apply_filter_criteria",
        "_dynamodb_stream_positions",
        "_dynamodb_stream_positions_lock",
        "_dynamodb_stream_table_from_arn_spec",
        "_esm_backoff_until",
        "_execute_function",
        "_execute_function_with_config_scope",
        "execution_credentials",
        "_execution_record_for_config",
        "_externalize_code_zip",
        "_get_func_record_for_qualifier",
        "_get_func_record_for_ref",
        "_iter_all_esms",
        "_poll_dynamodb_streams",
        "_send_ddb_stream_failure_record",
        "_prune_orphan_code_blobs",
        "_resolve_layer_zip",
        "_runtime_env_vars",
    ),
    "ministack.services.cloudwatch_logs": (
        "_append_log_events",
        "_create_log_group",
        "_create_log_stream",
        "_fanout_to_subscription_filters",
        "_log_groups",
        "_log_records",
    ),
    "ministack.services.apigateway_v1": (
        "_GatewayError",
        "_build_lambda_event_v1",
        "_deployed_gateway_responses",
        "_execute_in_scope",
        "_gateway_error_response",
        "_handle_execute_in_scope",
        "_invoke_lambda_proxy_v1",
        "_lambda_proxy_response",
        "_stages_v1",
        "new_uuid",
    ),
    "ministack.services.cloudwatch": (
        "_alarms",
        "_calc_stats",
        "_dims_from_list",
        "_dims_key",
        "_dispatch_alarm_actions",
        "_evaluate_alarm",
        "_evaluate_parent_alarms",
        "_metrics",
        "_record_history",
        "_stat_value",
    ),
    "ministack.services.cloudformation.provisioners": ("_cw_metric_alarm_record",),
    "ministack.services.cognito": (
        "_PreSignUpRejected",
        "_admin_confirm_sign_up",
        "_apply_presignup_trigger",
        "_build_presignup_event",
        "_confirm_sign_up",
        "_extract_trigger_response",
        "_get_pool_unscoped",
        "_password_auth_result",
        "_pool_for_client",
        "_refresh_auth_user",
        "_resolve_user",
        "_run_idp_handler",
        "_send_verification_email",
        "_sign_up",
        "_token_claims",
        "_update_user_attributes",
        "_user_pools",
        "_validate_password",
    ),
    "ministack.services.dynamodb": (
        "_closed_streams",
        "_stream_records",
        "_stream_trimmed",
        "_tables",
        "stream_records_since",
    ),
    "ministack.services.sns": ("_deliver_to_sqs", "_topic_by_arn_any_scope"),
    "ministack.services.sqs": (
        "_queue_by_arn",
        "_queue_name_to_url",
        "_queues",
        "queue_policy_allows",
    ),
    "ministack.services.s3": (
        "_buckets",
        "_object_acl",
        "_object_annotations",
        "_object_legal_hold",
        "_object_retention",
        "_object_tags",
        "_object_versions",
    ),
}


class SeamError(RefusedError):
    """The installed emulator is not the one our parts were written for."""


def check_seams() -> None:
    """Refuse another emulator version, or one whose names have moved."""
    found = importlib.metadata.version("ministack")
    if found != VERSION:
        raise SeamError(f"ministack {found} is installed, {VERSION} is needed: run `make venv`")
    missing = sorted(_missing_names())
    if missing:
        raise SeamError(f"ministack {found} lacks {', '.join(missing)}: reinstall it")


def replace(module: str, name: str, make: Callable[[Any], Any]) -> None:
    """Put `make(original)` in the place of a seam; only listed seams can be replaced."""
    if name not in SEAMS[module]:
        raise SeamError(f"{module}.{name} is not a listed seam")
    target = importlib.import_module(module)
    setattr(target, name, make(getattr(target, name)))


def wrap(module: str, name: str, around: Callable[..., Any]) -> None:
    """Let calls of a seam go to `around`, with the seam's own function as first argument."""
    replace(module, name, lambda original: partial(around, original))


def _missing_names() -> Iterable[str]:
    for module, names in SEAMS.items():
        target = importlib.import_module(module)
        yield from (f"{module}.{name}" for name in names if not hasattr(target, name))
