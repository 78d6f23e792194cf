"""A file of a million rows through the local cloud, as a client would drop it: how long, in how much memory, and whether all of it arrives.

`make bench-large-file` runs it against the local cloud that is up (`make up`), in a house of its own. ROWS and LINES (of an order) may be set.
"""

import csv
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "infra" / "local"))

import demo  # noqa: E402
import place  # noqa: E402
from api import Person, Refused  # noqa: E402

ROWS = int(os.environ.get("ROWS", "1000000"))
LINES = int(os.environ.get("LINES", "10"))
SKUS = 1_000
# One order in so many has a SKU that the catalogue does not have.
FAULTY = 1_000
STORE = "large-files"
AT_ONCE = 200


def house() -> tuple[Person, bool]:
    """Head office of a house with one store, a catalogue, and stock for some of what will be ordered; whether it was there already."""
    person = Person(demo.invite("large-house", "head_office", "Lara Large", "*", "", with_authenticator=True))
    if STORE in {store["id"] for store in person.get("/stores")["items"]}:
        return person, True
    person.post("/stores", {**demo.STORES[1], "id": STORE, "name": "Large Files", "contacts": []})
    names = [f"L-{number:04}" for number in range(SKUS)]
    # A little less than what is ordered, so that the last orders wait.
    stock = ROWS // SKUS * 19 // 20
    for start in range(0, SKUS, AT_ONCE):
        some = names[start : start + AT_ONCE]
        person.put(f"/stores/{STORE}/products", {"items": [{"sku": sku, "name": f"Large {sku}"} for sku in some]})
        person.post(f"/stores/{STORE}/receipts", {"reference": f"opening {start}", "lines": [{"sku": sku, "quantity": max(stock, 1)} for sku in some]})
    return person, False


def write(path: Path) -> tuple[int, int]:
    """The file; answers how many orders it has, and how many of them are faulty."""
    columns = ["reference", "placed_at", "currency", "sku", "quantity", "unit_price", "tax_rate"]
    address = ["consignee_name", "consignee_street_1", "consignee_city", "consignee_postcode", "consignee_country"]
    n_faulty = 0
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*columns, *address])
        for order in range(ROWS // LINES):
            header = [f"L{order:07}", "2026-01-20T09:00:00Z", "EUR"]
            to = [f"Kari Nordmann {order % 997}", f"Storgata {order % 211}", "Oslo", f"{order % 9000 + 1000:04}", "NO"]
            is_faulty = order % FAULTY == FAULTY - 1
            n_faulty += is_faulty
            for line in range(LINES):
                sku = "none" if is_faulty and line == 0 else f"L-{(order * 7 + line * 131) % SKUS:04}"
                writer.writerow([*header, sku, 1, "10.00", "25", *to])
    return ROWS // LINES, n_faulty


class Memory(threading.Thread):
    """The most memory that a process of each function ever had, in MiB, read while they run."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peaks: dict[str, int] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.1):
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    if (process / "exe").resolve().name != "bootstrap":
                        continue
                    environment = (process / "environ").read_bytes().split(b"\0")
                    name = next(entry[25:].decode() for entry in environment if entry.startswith(b"AWS_LAMBDA_FUNCTION_NAME="))
                    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
                    peak = int(status["VmHWM"].split()[0]) // 1024
                except (OSError, StopIteration, KeyError):
                    continue
                self.peaks[name] = max(peak, self.peaks.get(name, 0))


def follow(person: Person, started: float) -> tuple[dict[str, Any], dict[str, float]]:
    """The import when it is through, and after how many seconds it was read and done."""
    at: dict[str, float] = {}
    said = -1
    while True:
        try:
            found = person.get(f"/stores/{STORE}/imports", limit=1)["items"]
        except (OSError, Refused):
            # The emulator is busy with what is asked for here.
            time.sleep(5)
            continue
        now = time.monotonic() - started
        if found:
            state, chunks = found[0]["state"], found[0]["chunks"]
            if state in ("processing", "completed"):
                at.setdefault("read_s", round(now, 1))
            if chunks["done"] != said:
                said = chunks["done"]
                print(f"  {now:5.0f} s  {state}, {said} of {chunks['total']} parts", flush=True)
            if state in ("completed", "failed"):
                at["done_s"] = round(now, 1)
                return found[0], at
        time.sleep(1)


def main() -> None:
    person, was_there = house()
    memory = Memory()
    memory.start()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        orders, faulty = write(path)
        size = path.stat().st_size
        started = time.monotonic()
        if was_there:
            print("This local cloud has its large file already: looking on. `make reset` for a new one.")
        else:
            place.client("s3").upload_file(str(path), place.read("run.json")["drop_bucket"], f"drop/{STORE}/in/large.csv")
    result, at = follow(person, started)
    memory.ended.set()

    units = sum(level["allocated"] + level["backordered"] for level in person.all(f"/stores/{STORE}/stock"))
    wrong = [
        what
        for what, is_true in {
            "not completed": result["state"] == "completed",
            "rows are missing": result["rows"]["total"] == ROWS == result["rows"]["accepted"] + result["rows"]["rejected"],
            "orders are missing": (result["orders"]["accepted"], result["orders"]["rejected"]) == (orders - faulty, faulty),
            "stock does not have what was accepted": units == result["units"]["ordered"] == (orders - faulty) * LINES,
        }.items()
        if not is_true
    ]
    figures = {"rows": ROWS, "orders": orders, "bytes": size, **at, "peak_mb": dict(sorted(memory.peaks.items())), "cost": result["cost"], "wrong": wrong}
    place.write("large-file.json", figures)
    print(json.dumps(figures, indent=2))
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
