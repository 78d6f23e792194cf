"""Three months that the demo's stores have behind them, so that lists and plots have something to show.

`tests/demo/history.rs` lives them through with the functions' own code in a table of its own, in some seconds; what came of it is copied
into the local cloud. `HISTORY_DAYS` says how many days, 0 none.
"""

import base64
import json
import mimetypes
import os
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import place
from place import LOCAL, ROOT, say

PROGRAM = ROOT / "build" / "history"
DAYS = int(os.environ.get("HISTORY_DAYS", "90"))


def tell(organisation: str, logins: Sequence[dict[str, Any]], stores: list[dict[str, Any]]) -> None:
    """Gives stores that do not exist yet a past. Each is a plan as `tests/demo/shop.rs` describes it."""
    if DAYS == 0:
        return
    people = {login["role"]: _person(login) for login in logins if login["stores"] == "*"}
    # The last evening, so that today is the user's own.
    until = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}T18:00:00Z"
    common = {"until": until, "days": DAYS, "organisation": organisation, "time_zone": "Europe/London", "people": people}
    with ThreadPoolExecutor(len(stores)) as side_by_side:
        folders = list(side_by_side.map(lambda store: _live({**common, "stores": [store]}), stores))
    items = [json.loads(line) for folder in folders for line in (folder / "items.jsonl").read_text().splitlines()]
    # With its cut-off a store is found by whoever makes reconciliation files: by then the earlier ones must be there.
    due, rest = ([item for item in items if (item["type"]["S"] == "cut-off") == is_due] for is_due in (True, False))
    n_items = _copy_items(rest)
    n_files = sum(_copy_files(folder / "files") for folder in folders)
    n_items += _copy_items(due)
    say(f"  {DAYS} days of work: {n_items:,} items and {n_files:,} files")


def _live(plan: dict[str, Any]) -> Path:
    folder = LOCAL / "history" / plan["stores"][0]["settings"]["id"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(json.dumps(plan, ensure_ascii=False))
    subprocess.run([PROGRAM, folder / "plan.json", folder], check=True)
    return folder


def _person(login: dict[str, Any]) -> dict[str, str]:
    outputs = place.read("deployed.json")["outputs"]
    user = place.client("cognito-idp").admin_get_user(UserPoolId=outputs["UserPoolId"], Username=login["email"])
    return {"actor": next(item["Value"] for item in user["UserAttributes"] if item["Name"] == "sub"), "email": login["email"]}


def _copy_items(items: list[dict[str, Any]]) -> int:
    dynamo, table = place.client("dynamodb"), place.read("deployed.json")["outputs"]["TableName"]

    def put(some: list[dict[str, Any]]) -> int:
        wanted = {table: [{"PutRequest": {"Item": {name: _value(value) for name, value in item.items()}}} for item in some]}
        while wanted:
            wanted = dynamo.batch_write_item(RequestItems=wanted).get("UnprocessedItems")
        return len(some)

    with ThreadPoolExecutor(4) as several:
        return sum(several.map(put, (items[first : first + 25] for first in range(0, len(items), 25))))


def _value(value: dict[str, Any]) -> dict[str, Any]:
    """A value as the SDK wants it: it encodes bytes by itself."""
    match value:
        case {"B": text}:
            return {"B": base64.b64decode(text)}
        case {"BS": texts}:
            return {"BS": [base64.b64decode(text) for text in texts]}
        case {"M": members}:
            return {"M": {name: _value(member) for name, member in members.items()}}
        case {"L": members}:
            return {"L": [_value(member) for member in members]}
    return value


def _copy_files(folder: Path) -> int:
    s3, bucket = place.client("s3"), place.read("deployed.json")["outputs"]["BucketName"]

    def put(file: Path) -> None:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        s3.put_object(Bucket=bucket, Key=str(file.relative_to(folder)), Body=file.read_bytes(), ContentType=kind)

    with ThreadPoolExecutor(4) as several:
        return sum(1 for _ in several.map(put, _kept(folder)))


def _kept(folder: Path) -> Iterator[Path]:
    """What lies in a client's drop was read long ago; copied, it would be taken for new."""
    return (file for file in folder.rglob("*") if file.is_file() and file.relative_to(folder).parts[0::2][:2] != ("drop", "in"))
