"""The local cloud: MiniStack, an emulator of AWS in one process. `cloud.py start | stop | reset`."""

import os
import shutil
import sys
import urllib.error
import urllib.request
from pathlib import Path

import place
import process
from place import CACHE, LOCAL, OWNER, REGION


def start() -> None:
    if process.running("cloud") is not None and is_ready():
        return
    ports = place.ports()
    for name in ("cloud", "sftp"):
        if place.is_taken(ports[name]):
            raise SystemExit(f"Port {ports[name]} ({name}) is in use by another program. End it, or choose new ports with `make reset`.")
    state = LOCAL / "state"
    process.start(
        "cloud",
        [str(CACHE / "cloud" / "bin" / "python"), str(Path(__file__).with_name("emulator.py"))],
        {
            **OWNER,
            "PACKHOUSE_LOCAL": str(LOCAL),
            "GATEWAY_PORT": str(ports["cloud"]),
            "SFTP_PORT": str(ports["sftp"]),
            "SFTP_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            # Functions call back to this address.
            "AWS_ENDPOINT_URL": place.endpoint(),
            "PERSIST_STATE": "1",
            "STATE_DIR": str(state),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(state / "s3"),
            "TMPDIR": _folder(LOCAL / "tmp"),
            # A second emulator on the machine must not fight over this one's port.
            "IOT_MTLS_ENABLED": "0",
            # Policies are enforced where tests ask for it; it doubles the price of every call.
            "AUTH": os.environ.get("PACKHOUSE_ENFORCE_IAM", "false"),
        },
        is_ready,
    )


def stop() -> None:
    process.stop("cloud")


def reset() -> None:
    stop()
    shutil.rmtree(LOCAL, ignore_errors=True)


def is_ready() -> bool:
    try:
        with urllib.request.urlopen(f"{place.endpoint()}/_ministack/ready", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _folder(path) -> str:
    path.mkdir(parents=True, exist_ok=True)
    return str(path)


if __name__ == "__main__":
    {"start": start, "stop": stop, "reset": reset}[sys.argv[1]]()
