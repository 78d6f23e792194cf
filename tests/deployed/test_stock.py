"""Nothing is sold twice, and everything is somewhere."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from conftest import eventually
from orders import BASE, order, product

CLAIMS = 24


def test_one_of_many_gets_the_last_unit_and_receipts_serve_the_rest_in_turn(person):
    supervisor, warehouse = person("supervisor"), person("warehouse")
    sku = "T-LAST"
    supervisor.put(f"{BASE}/products", {"items": [product(sku)]})
    warehouse.post(f"{BASE}/receipts", {"reference": "T-LAST-1", "lines": [{"sku": sku, "quantity": 1}]})

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: supervisor.post(f"{BASE}/orders", order(f"T-LAST-{n:03}", {sku: 1}))["order"], range(CLAIMS)))
    ids = [entry["id"] if isinstance(entry, dict) else entry for entry in made]

    def settled():
        states = [supervisor.get(f"{BASE}/orders/{one}")["status"] for one in ids]
        return states if set(states) <= {"allocated", "backordered"} else None

    states = eventually(settled, 120)
    assert states.count("allocated") == 1
    level = supervisor.get(f"{BASE}/stock/{sku}")
    assert (level["on_hand"], level["available"], level["allocated"], level["backordered"]) == (1, 0, 1, CLAIMS - 1)

    # Two receipts at once serve exactly as many, first come first.
    queue = [entry["order"] for entry in supervisor.get(f"{BASE}/stock/{sku}/queue")["items"]]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda n: warehouse.post(f"{BASE}/receipts", {"reference": f"T-LAST-R{n}", "lines": [{"sku": sku, "quantity": 5}]}), range(2)))
    eventually(lambda: supervisor.get(f"{BASE}/stock/{sku}")["backordered"] == CLAIMS - 11, 120)
    for position, waiting in enumerate(queue):
        expected = "allocated" if position < 10 else "backordered"
        assert supervisor.get(f"{BASE}/orders/{waiting}")["status"] == expected, position


def test_a_delivery_is_incoming_until_it_is_here(person):
    supervisor, warehouse = person("supervisor"), person("warehouse")
    sku = "T-DELIVERY"
    supervisor.put(f"{BASE}/products", {"items": [product(sku)]})
    stock = lambda: supervisor.get(f"{BASE}/stock/{sku}")  # noqa: E731
    before = stock()
    lines = [{"sku": sku, "quantity": 8}]
    notice = {"reference": f"T-D-{uuid.uuid4().hex[:12]}", "supplier": "Fjord Mills", "expected_on": "2030-01-15", "lines": lines}
    delivery = f"{BASE}/asns/{supervisor.post(f'{BASE}/asns', notice)['id']}"
    # The list of open deliveries is an index, and may come a moment later.
    eventually(lambda: stock()["incoming"] == before["incoming"] + 8, 30)

    goods = {"lines": [{"sku": sku, "good": 2, "damaged": 1, "damage": "wet"}]}
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: warehouse.post(f"{delivery}/receipts", goods), range(2)))
    received = supervisor.get(delivery)
    assert (received["state"], received["units"]["good"], received["units"]["damaged"], received["units"]["short"]) == ("partly_received", 4, 2, 2)
    level = stock()
    assert (level["incoming"], level["on_hand"]) == (before["incoming"] + 2, before["on_hand"] + 6)

    assert warehouse.post(f"{delivery}/close")["state"] == "closed"
    eventually(lambda: stock()["incoming"] == before["incoming"], 30)


def test_every_level_adds_up(person):
    supervisor = person("supervisor")
    for store in ("online-retail", "nordlys-home"):
        levels = list(supervisor.all(f"/stores/{store}/stock"))
        assert levels
        for level in levels:
            unavailable = sum(level["unavailable"].values())
            assert level["on_hand"] == level["available"] + level["allocated"] + unavailable, level
            assert min(level["on_hand"], level["available"], level["allocated"], level["backordered"]) >= 0, level
            # Nobody waits while there is something to have.
            assert level["backordered"] == 0 or level["available"] == 0, level


def test_a_count_is_booked_once_and_a_large_difference_waits_for_somebody_else(person):
    supervisor, warehouse = person("supervisor"), person("warehouse")
    small, large = "T-COUNT-S", "T-COUNT-L"
    supervisor.put(f"{BASE}/products", {"items": [product(small), product(large)]})
    reference = f"T-COUNT-{uuid.uuid4().hex[:12]}"
    warehouse.post(f"{BASE}/receipts", {"reference": reference, "lines": [{"sku": sku, "quantity": 50} for sku in (small, large)]})
    here = {sku: supervisor.get(f"{BASE}/stock/{sku}")["available"] for sku in (small, large)}

    count = f"{BASE}/counts/{supervisor.post(f'{BASE}/counts', {'name': 'T-COUNT', 'skus': [small, large]})['id']}"
    for sku, missing in ((small, 1), (large, 20)):
        line = warehouse.post(f"{count}/lines", {"sku": sku, "units": here[sku] - missing})
        assert line["variance"] is None, "it is blind"
    # Goods that come now are in no difference.
    warehouse.post(f"{BASE}/receipts", {"reference": f"{reference}-2", "lines": [{"sku": sku, "quantity": 5} for sku in (small, large)]})
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: warehouse.post(f"{count}/close", {}), range(2)))
    closed = eventually(lambda: supervisor.get(count) if supervisor.get(count)["state"] == "closed" else None, 120)
    assert (closed["progress"]["booked"], closed["progress"]["waiting"]) == (1, 1)
    assert supervisor.get(f"{BASE}/stock/{small}")["available"] == here[small] + 4
    assert supervisor.get(f"{BASE}/stock/{large}")["available"] == here[large] + 5

    supervisor.post(f"{count}/lines/{large}/approve", {})
    assert supervisor.get(f"{BASE}/stock/{large}")["available"] == here[large] - 15
    moves = [move for move in supervisor.get(f"{BASE}/stock/{large}/moves")["items"] if move["kind"] == "count"]
    assert moves[0]["changes"] == {"available": -20}
