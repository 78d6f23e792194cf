"""What the main job left behind, checked from outside."""

from collections import Counter

import place
import pytest

STORES = ("online-retail", "nordlys-home")


@pytest.mark.parametrize("store", STORES)
def test_every_order_of_a_file_is_listed_once(person, store):
    supervisor = person("supervisor")
    imports = list(supervisor.all(f"/stores/{store}/imports"))
    # A cancellation that was accepted ends another order; it is none itself.
    expected = sum(item["orders"]["accepted"] - item["orders"]["cancellations"] for item in imports)
    seen = Counter(order["id"] for order in supervisor.all(f"/stores/{store}/orders") if order["channel"] == "file")
    assert all(times == 1 for times in seen.values())
    assert len(seen) == expected


@pytest.mark.parametrize("store", STORES)
def test_every_back_order_is_explained(person, store):
    supervisor = person("supervisor")
    waiting = supervisor.get(f"/stores/{store}/orders", status="backordered", limit=25)["items"]
    for summary in waiting:
        order = supervisor.get(f"/stores/{store}/orders/{summary['id']}")
        assert order["why_not_shipped"]["sentence"]
        for line in order["lines"]:
            parts = ("allocated", "backordered", "picked", "packed", "shipped", "cancelled")
            assert line["ordered"] == sum(line[part] for part in parts), line


@pytest.mark.parametrize("store", STORES)
def test_reconciliations_follow_one_another(person, store):
    files = sorted(person("supervisor").all(f"/stores/{store}/reconciliations"), key=lambda file: file["sequence"])
    assert files
    assert [file["sequence"] for file in files] == list(range(files[0]["sequence"], files[0]["sequence"] + len(files)))
    for before, after in zip(files, files[1:], strict=False):
        assert after["previous_sha256"] == before["sha256"]
        assert after["totals"]["orders"]["opening"] == before["totals"]["orders"]["closing"]


def test_no_message_was_given_up():
    sqs = place.client("sqs")
    for url in sqs.list_queues(QueueNamePrefix=place.STACK).get("QueueUrls", []):
        if url.endswith("-dead"):
            waiting = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"]
            assert waiting["ApproximateNumberOfMessages"] == "0", url
