"""Order files by SFTP and by the drop: once, twice, hostile, unnoticed, and with the function killed half way."""

import hashlib
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paramiko
import place
import pytest
from conftest import eventually
from orders import BASE, STORE, csv_file


@contextmanager
def sftp(known: dict[str, Any]) -> Iterator[paramiko.SFTPClient]:
    login = known["sftp"][STORE]
    transport = paramiko.Transport((login["host"], login["port"]))
    transport.connect(username=login["user"], pkey=paramiko.ECDSAKey.from_private_key_file(login["key_file"]))
    try:
        yield paramiko.SFTPClient.from_transport(transport)
    finally:
        transport.close()


@pytest.fixture
def supervisor(person):
    return person("supervisor")


def imported(supervisor, file_name: str, seconds: float = 120) -> dict[str, Any]:
    """The newest import of a file of this name, when it is through."""

    def look() -> dict[str, Any] | None:
        found = next((item for item in supervisor.all(f"{BASE}/imports") if item["file_name"] == file_name), None)
        return found if found and found["state"] in ("completed", "failed", "duplicate") else None

    return eventually(look, seconds)


def put(bucket: str, name: str, body: bytes) -> None:
    place.client("s3").put_object(Bucket=bucket, Key=f"drop/{STORE}/in/{name}", Body=body)


def test_a_client_sends_orders_by_sftp_and_fetches_the_reconciliation(known, supervisor):
    with sftp(known) as client:
        with client.open("/in/sftp orders.csv", "w") as file:
            file.write(csv_file([("T-SFTP-1", "NH-1003", 2), ("T-SFTP-2", "NH-1008", 1), ("T-SFTP-3", "NH-none", 1)]))
    result = imported(supervisor, "sftp orders.csv")
    assert (result["orders"]["accepted"], result["orders"]["rejected"]) == (2, 1)
    assert result["rejected_by_code"] == [{"code": "unknown_sku", "orders": 1}]
    assert supervisor.get(f"{BASE}/orders", reference="T-SFTP-1")["items"][0]["units"] == 2

    before = {item["sequence"] for item in supervisor.all(f"{BASE}/reconciliations")}
    supervisor.post(f"{BASE}/reconciliations")
    made = eventually(lambda: next((item for item in supervisor.all(f"{BASE}/reconciliations") if item["sequence"] not in before), None), 120)
    with sftp(known) as client:
        names = client.listdir("/out")
        bodies = [client.open(f"/out/{name}").read() for name in names]
    assert made["sha256"] in {hashlib.sha256(body).hexdigest() for body in bodies}
    for totals in made["totals"].values():
        assert totals["opening"] + totals["in"] - totals["shipped"] - totals["cancelled"] - totals["rejected"] == totals["closing"]


def test_a_login_sees_only_its_own_folder(known):
    with sftp(known) as client:
        for path in ("/../online-retail/in", "/../../documents", "../.."):
            try:
                seen = client.listdir(path)
            except OSError:
                continue
            assert "online-retail.xlsx" not in seen and "drop" not in seen


def test_the_same_file_twice_changes_nothing(bucket, supervisor):
    body = csv_file([("T-TWICE-1", "NH-1003", 1), ("T-TWICE-2", "NH-1003", 1)])
    put(bucket, "twice.csv", body)
    assert imported(supervisor, "twice.csv")["orders"]["accepted"] == 2
    level = supervisor.get(f"{BASE}/stock/NH-1003")
    put(bucket, "twice again.csv", body)
    again = imported(supervisor, "twice again.csv")
    assert again["state"] == "duplicate"
    assert supervisor.get(f"{BASE}/stock/NH-1003") == level
    assert len(supervisor.get(f"{BASE}/orders", reference="T-TWICE-1")["items"]) == 1


HOSTILE = {
    "entities.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d SYSTEM "file:///etc/passwd">]><orders><order>&d;</order></orders>',
    "not a workbook.xlsx": b"PK\x03\x04" + b"\x00" * 200,
    "binary.csv": bytes(range(256)) * 8,
    "empty.csv": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_fails_with_a_reason_and_changes_nothing(bucket, supervisor, name):
    levels = {level["sku"]: level["version"] for level in supervisor.all(f"{BASE}/stock")}
    put(bucket, name, HOSTILE[name])
    result = imported(supervisor, name)
    assert result["state"] == "failed" and result["faults"], result
    assert all(fault["message"] and fault["suggestion"] for fault in result["faults"])
    assert {level["sku"]: level["version"] for level in supervisor.all(f"{BASE}/stock")} == levels


def test_a_file_whose_notification_was_lost_is_found_by_the_sweep(bucket, supervisor):
    s3 = place.client("s3")
    notifications = s3.get_bucket_notification_configuration(Bucket=bucket)
    notifications.pop("ResponseMetadata")
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    try:
        put(bucket, "unnoticed.csv", csv_file([("T-SWEEP-1", "NH-1008", 1)]))
    finally:
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=notifications)
    assert imported(supervisor, "unnoticed.csv", 200)["orders"]["accepted"] == 1


def test_an_import_whose_function_is_killed_is_finished_without_loss_or_doubling(bucket, supervisor):
    references = [f"T-KILL-{number:05}" for number in range(3000)]
    put(bucket, "killed.csv", csv_file((reference, "NH-1014", 1) for reference in references))
    eventually(lambda: any(item["file_name"] == "killed.csv" for item in supervisor.get(f"{BASE}/imports")["items"]), 60, 0.05)
    for _ in range(3):
        for pid in processes("order-import", "order-validation", "stock-allocation"):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.4)
    result = imported(supervisor, "killed.csv", 900)
    assert result["orders"]["accepted"] == len(references)
    units = result["units"]
    assert units["allocated"] + units["backordered"] == len(references)
    found = sum(1 for _ in supervisor.all(f"{BASE}/orders", sku="NH-1014", reference=None) if _["reference"].startswith("T-KILL-"))
    assert found == len(references)


def processes(*functions: str) -> list[int]:
    """The running processes of functions of this local cloud."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"PACKHOUSE_LOCAL={place.LOCAL}".encode() in environment:
                if any(f"AWS_LAMBDA_FUNCTION_NAME={place.STACK}-{name}".encode() in environment for name in functions):
                    found.append(int(folder.name))
    return found


def test_events_of_the_order_say_what_happened(supervisor):
    order = supervisor.get(f"{BASE}/orders", reference="T-SFTP-1")["items"][0]
    timeline = supervisor.get(f"{BASE}/orders/{order['id']}")["timeline"]
    assert timeline and all(event["at"] and event["kind"] for event in timeline), json.dumps(timeline)
