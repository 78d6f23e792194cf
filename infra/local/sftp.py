"""Each store's SFTP login on the local cloud, with the same rights as infra/sftp-login.yaml gives on AWS.

The emulator has no Transfer family in its CloudFormation, so server and users are made through the service's API.
"""

from pathlib import Path
from typing import Any

import paramiko
import place
from place import LOCAL


def logins(bucket: str, stores: list[str]) -> dict[str, dict[str, Any]]:
    transfer = place.client("transfer")
    servers = transfer.list_servers()["Servers"]
    server = servers[0]["ServerId"] if servers else transfer.create_server(Protocols=["SFTP"], IdentityProviderType="SERVICE_MANAGED")["ServerId"]
    users = {user["UserName"] for user in transfer.list_users(ServerId=server)["Users"]}
    return {store: _login(transfer, server, bucket, store, store in users) for store in stores}


def _login(transfer: Any, server: str, bucket: str, store: str, exists: bool) -> dict[str, Any]:
    key = _key(store)
    if not exists:
        transfer.create_user(
            ServerId=server,
            UserName=store,
            Role=f"arn:aws:iam::000000000000:role/{place.STACK}-sftp-{store}",
            HomeDirectoryType="LOGICAL",
            HomeDirectoryMappings=[{"Entry": "/", "Target": f"/{bucket}/drop/{store}"}],
            SshPublicKeyBody=key.with_suffix(".pub").read_text().strip(),
        )
    return {"host": "localhost", "port": place.ports()["sftp"], "user": store, "key_file": str(key), "folders": ["in", "out", "archive"]}


def _key(store: str) -> Path:
    file = LOCAL / "sftp" / f"{store}.key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        key = paramiko.ECDSAKey.generate(bits=256)
        key.write_private_key_file(str(file))
        file.with_suffix(".pub").write_text(f"{key.get_name()} {key.get_base64()}\n")
    return file
