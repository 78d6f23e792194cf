"""A message that fails for good: its neighbours go on, it is seen by those whose it is, and is done when the cause is gone."""

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import place
import pytest
from api import Refused
from conftest import House, eventually
from orders import BASE, STORE, csv_file

QUEUE = "order-import"


@pytest.fixture
def queue() -> Iterator[str]:
    """The queue's address. What fails comes again after a second here, so that five times are soon over."""
    sqs = place.client("sqs")
    url = sqs.get_queue_url(QueueName=f"{place.STACK}-{QUEUE}")["QueueUrl"]
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    try:
        yield url
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=before)


def letters(person: Any) -> list[dict[str, Any]]:
    return person.get("/dead-letters/messages", queue=QUEUE)["items"]


def test_poison_is_set_apart_understood_and_done_when_its_cause_is_gone(queue: str, bucket: str, person: Callable[..., Any], house: House) -> None:
    sqs, head, supervisor, platform = place.client("sqs"), person("head_office"), person("supervisor"), person("platform_admin")
    link = supervisor.post(f"{BASE}/imports/upload-links", {"file_name": "late.csv"})
    late, tag = link["import"], uuid.uuid4().hex[:8]
    # The function is asked for an import that is not there (yet); and for something that is nothing.
    lost = {"organisation": "meridian", "store": STORE, "do": "continue_import", "import": late}
    sent = {name: sqs.send_message(QueueUrl=queue, MessageBody=body)["MessageId"] for name, body in {"lost": json.dumps(lost), "nothing": "{"}.items()}
    place.client("s3").put_object(Bucket=bucket, Key=f"drop/{STORE}/in/beside poison.csv", Body=csv_file([(f"T-BESIDE-{tag}", "NH-1008", 1)]))

    found = eventually(lambda: by_id if set(sent.values()) <= set(by_id := {letter["id"]: letter for letter in letters(platform)}) else None, 180)
    eventually(lambda: any(item["file_name"] == "beside poison.csv" and item["state"] == "completed" for item in supervisor.all(f"{BASE}/imports")), 60)

    letter = found[sent["lost"]]
    assert (letter["store"], letter["matter"], letter["task"], letter["subject"]) == (STORE, "work", "continue_import", late)
    assert json.loads(letter["body"]) == lost and letter["can_be_replayed"]
    assert (found[sent["nothing"]]["store"], found[sent["nothing"]]["matter"]) == (None, "unreadable")
    assert sent["lost"] in {one["id"] for one in letters(supervisor)} and sent["nothing"] not in {one["id"] for one in letters(head)}
    assert not letters(house.person), "another house sees nothing of it"
    with pytest.raises(Refused) as refused:
        supervisor.post("/dead-letters/replay", {"queue": QUEUE, "messages": [sent["lost"]]})
    assert refused.value.status == 403
    elsewhere = house.person.post("/dead-letters/replay", {"queue": QUEUE, "messages": [sent["lost"]]})
    assert (elsewhere["done"], elsewhere["missing"]) == (0, [sent["lost"]])

    # The cause goes: the import comes to be. Then the message is done, and what it asked for is done once.
    place.client("s3").put_object(Bucket=bucket, Key=link["key"], Body=csv_file([(f"T-POISON-{tag}", "NH-1008", 1)]))
    eventually(lambda: any(item["id"] == late and item["state"] == "completed" for item in supervisor.all(f"{BASE}/imports")), 60)
    done = head.post("/dead-letters/replay", {"queue": QUEUE, "messages": [sent["lost"]]})
    assert (done["done"], done["missing"], done["unsuited"]) == (1, [], [])
    eventually(lambda: not is_waiting(sqs, queue), 60)
    assert sent["lost"] not in {one["id"] for one in letters(platform)}
    assert len(supervisor.get(f"{BASE}/orders", reference=f"T-POISON-{tag}")["items"]) == 1

    useless = platform.post("/dead-letters/replay", {"queue": QUEUE, "messages": [sent["nothing"]]})
    assert (useless["done"], useless["unsuited"]) == (0, [sent["nothing"]])
    aside = platform.post("/dead-letters/discard", {"queue": QUEUE, "messages": [sent["nothing"]], "reason": "sent by a test"})
    assert aside["done"] == 1
    assert not {one["id"] for one in letters(platform)} & set(sent.values())
    told = {entry["subject"]: entry["action"] for entry in [*head.get(f"{BASE}/audit", kind="dead_letter")["items"], *head.get("/audit", kind="dead_letter")["items"]]}
    assert (told[sent["lost"]], told[sent["nothing"]]) == ("replayed", "discarded")


def is_waiting(sqs: Any, queue: str) -> bool:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    return any(int(n) for n in sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"].values())
