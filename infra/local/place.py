"""Where the local cloud lives: folders, ports and clients, for every script here.

Two local clouds can run side by side (a developer's and the tests'): each has its own folder, named by PACKHOUSE_LOCAL.
"""

import json
import os
import socket
from pathlib import Path
from typing import Any

import boto3

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("PACKHOUSE_CACHE", Path.home() / ".cache" / "packhouse"))
LOCAL = Path(os.environ.get("PACKHOUSE_LOCAL", ROOT / ".local"))
REGION = "eu-west-2"
STACK = "packhouse"

# The emulator takes any key; this one it treats as the account's owner.
OWNER = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}

PREFERRED_PORTS = {"cloud": 4566, "sftp": 2222, "portal": 8080}


def ports() -> dict[str, int]:
    """The ports of this local cloud: chosen once, then kept, because deployed functions know them."""
    file = LOCAL / "ports.json"
    if not file.exists():
        LOCAL.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({name: _free_port(port) for name, port in PREFERRED_PORTS.items()}))
    return json.loads(file.read_text())


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _free_port(port: int) -> int:
    while is_taken(port):
        port += 1
    return port


def endpoint() -> str:
    return f"http://localhost:{ports()['cloud']}"


def environment(**extra: str) -> dict[str, str]:
    return {**os.environ, **extra}


def client(service: str) -> Any:
    """A client of the local cloud, as its owner."""
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=endpoint(),
        aws_access_key_id=OWNER["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=OWNER["AWS_SECRET_ACCESS_KEY"],
    )


def read(name: str) -> dict[str, Any]:
    """A JSON file of this local cloud; empty when it was never written."""
    file = LOCAL / name
    return json.loads(file.read_text()) if file.exists() else {}


def write(name: str, value: dict[str, Any]) -> None:
    file = LOCAL / name
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
    draft.replace(file)


def say(text: str) -> None:
    print(text, flush=True)
