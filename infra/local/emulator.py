"""Runs MiniStack with what its services lack.

* SFTP keeps uploads beside S3, where they are lost on restart and notify nobody, and cannot read what S3 keeps on disk. Here both go
  through S3's own code, as on AWS.
* It keeps how far a table's stream was read, but not the stream: after a restart, as many new events as were read before would be passed
  over. Here the reading begins anew with the stream.
* It takes 100 ms for each call of a function: its packets wait for one another, and it waits for a last line of log. Here neither waits;
  a late line stands with the next call.
* It takes a stream's batch for done when the function reports failed records. Here such a batch comes again.
* Where it enforces policies, it asks for rights that AWS does not know: what is done in a batch needs the right to do one, and a mail is sent as an identity.
* A path with a line's end in it matches none of its routes. Here it is a path like any other.
* SES shows the text of a mail, but not what is attached. Here every mail is also kept as the file that was sent.
"""

import base64
import copy
import json
import os
import socketserver
import time
from pathlib import Path
from typing import Any

import uvicorn
from ministack import app
from ministack.core import iam_actions, lambda_runtime
from ministack.core.responses import set_request_account_id
from ministack.services import apigateway, lambda_svc, s3, ses_v2, transfer

MAIL = Path(os.environ["PACKHOUSE_LOCAL"]) / "mail"

_record = transfer._sftp_s3_get_object
_parse = ses_v2._parse_raw_mime
_state_of_lambda = lambda_svc.get_state
_execute = lambda_svc._execute_function
_drain_log = lambda_runtime.Worker._drain_stderr_bounded
_action = iam_actions.extract_iam_action
_path_params = apigateway._extract_path_params
_mail_resource = iam_actions._ses_v2_resource_arn


def _read(account_id: str, bucket: str, key: str) -> dict[str, Any] | None:
    found = _record(account_id, bucket, key)
    if found is None:
        return None
    set_request_account_id(account_id)
    found = copy.copy(found)
    found["body"] = s3._read_body(bucket, key, found)
    return found


def _write(account_id: str, bucket: str, key: str, body: bytes) -> None:
    set_request_account_id(account_id)
    status, _, answer = s3._put_object(bucket, key, body, {"content-type": "application/octet-stream"})
    if status != 200:
        raise OSError(answer)


def _delete(account_id: str, bucket: str, key: str) -> bool:
    set_request_account_id(account_id)
    return _record(account_id, bucket, key) is not None and s3._delete_object(bucket, key)[0] == 204


def _state_without_positions() -> dict[str, Any]:
    state = _state_of_lambda()
    state["dynamodb_stream_positions"].clear()
    return state


def _execute_with_stream_failures(function: dict[str, Any], event: Any, *rest: Any, **options: Any) -> dict[str, Any]:
    result = _execute(function, event, *rest, **options)
    records = event.get("Records") if isinstance(event, dict) else None
    answer = result.get("body")
    if records and records[0].get("eventSource") == "aws:dynamodb" and isinstance(answer, dict) and answer.get("batchItemFailures"):
        return {**result, "error": True, "body": {"errorType": "BatchItemFailures", "errorMessage": str(answer["batchItemFailures"])}}
    return result


def _drain_log_at_once(worker: lambda_runtime.Worker, first_line_wait: float = 0.002) -> str:
    return _drain_log(worker, first_line_wait, idle_confirm=0.002)


def _action_as_on_aws(*request: Any) -> str | None:
    action = _action(*request)
    is_batch = action and action.startswith(("sns:", "sqs:"))
    return action.removesuffix("Batch") if is_batch else action


def _mail_resource_as_on_aws(method: str, path: str, body: bytes, region: str, account_id: str) -> str:
    if method == "POST" and path.endswith("/outbound-emails"):
        domain = json.loads(body)["FromEmailAddress"].rpartition("@")[2].rstrip(">")
        return f"arn:aws:ses:{region}:{account_id}:identity/{domain}"
    return _mail_resource(method, path, body, region, account_id)


def _path_params_of_any_text(route: str, path: str) -> dict[str, str] | None:
    line_end = "\ue000"
    found = _path_params(route, path.replace("\n", line_end))
    return found and {name: value.replace(line_end, "\n") for name, value in found.items()}


def _keep_mail(raw: str) -> dict[str, Any]:
    MAIL.mkdir(exist_ok=True)
    (MAIL / f"{time.time_ns()}.eml").write_bytes(base64.b64decode(raw))
    return _parse(raw)


socketserver.StreamRequestHandler.disable_nagle_algorithm = True
transfer._sftp_s3_get_object = _read
transfer._sftp_s3_put_object = _write
transfer._sftp_s3_delete_object = _delete
lambda_svc.get_state = _state_without_positions
lambda_svc._execute_function = _execute_with_stream_failures
lambda_runtime.Worker._drain_stderr_bounded = _drain_log_at_once
iam_actions.extract_iam_action = _action_as_on_aws
iam_actions._ses_v2_resource_arn = _mail_resource_as_on_aws
apigateway._extract_path_params = _path_params_of_any_text
ses_v2._parse_raw_mime = _keep_mail

if __name__ == "__main__":
    # Its own server needs twice the time per request, and closes each connection after a thousand.
    uvicorn.run(
        app.app,
        host="127.0.0.1",
        port=int(os.environ["GATEWAY_PORT"]),
        loop="uvloop",
        http="httptools",
        ws="none",
        access_log=False,
        log_level="warning",
        date_header=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
    )
