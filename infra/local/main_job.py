"""The platform's main job on real input, with counts while it works: order files in; packed, shipped and reconciled orders out.

Two clients drop a file each. Both are followed through import, allocation, the mail about rejected rows, a receipt that fills back
orders, a batch with its documents, picking, packing, the carrier's collection, and the reconciliation file.
"""

import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from pathlib import Path
from typing import Any, TypeVar

import nordlys_file
import online_retail
import place
from api import Person
from demo import NORDLYS, RETAIL, STORES, login_of
from place import LOCAL, say

OUTPUT = LOCAL / "output"
BATCH = 50
CARRIER = "Northern Parcels"

T = TypeVar("T")


@dataclass
class Story:
    """What one store's part of the job came to."""

    store: str
    name: str
    imported: dict[str, Any] = field(default_factory=dict)
    mail: Path | None = None
    receipt: str = ""
    shipped: int = 0
    files: list[Path] = field(default_factory=list)


def run(logins: list[dict[str, Any]]) -> list[Story]:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    supervisor, warehouse = Person(login_of(logins, "supervisor")), Person(login_of(logins, "warehouse"))
    stories = [Story(RETAIL, "Online Retail"), Story(NORDLYS, "Nordlys Home")]
    drop = {RETAIL: online_retail.FILE, NORDLYS: nordlys_file.write(OUTPUT / "nordlys-orders.csv")}

    say("\nDropping the order files")
    known = {story.store: _imports(supervisor, story.store) for story in stories}
    for story in stories:
        _drop(story, drop[story.store])
    say("\nReading, checking, allocating")
    for story in stories:
        story.imported = _follow(supervisor, story, known[story.store])
    say("\nMail about rejected rows")
    for story in stories:
        _mail(story)
    say("\nA receipt that fills back orders")
    for story in stories:
        _fill_back_orders(supervisor, warehouse, story)
    say("\nRelease, pick, pack, ship")
    for story in stories:
        _ship(warehouse, story)
    say("\nReconciliation")
    for story in stories:
        _reconcile(supervisor, story)
    return stories


def _drop(story: Story, file: Path) -> None:
    bucket = place.read("deployed.json")["outputs"]["BucketName"]
    key = f"drop/{story.store}/in/{file.name}"
    place.client("s3").upload_file(str(file), bucket, key)
    say(f"  {file.name} ({file.stat().st_size / 1024:,.0f} KB) to s3://{bucket}/{key}")


def _imports(person: Person, store: str) -> set[str]:
    return {item["id"] for item in person.get(f"/stores/{store}/imports")["items"]}


def _follow(person: Person, story: Story, known: set[str]) -> dict[str, Any]:
    """Waits until the new import is through; shows how far it is."""

    def look() -> dict[str, Any] | None:
        fresh = [item for item in person.get(f"/stores/{story.store}/imports")["items"] if item["id"] not in known]
        if not fresh:
            return None
        found = person.get(f"/stores/{story.store}/imports/{fresh[0]['id']}")
        rows, orders, units = found["rows"], found["orders"], found["units"]
        counts = (
            f"{rows['read']:,} rows read, {orders['accepted']:,} orders accepted, {orders['rejected']:,} rejected, "
            f"{units['allocated']:,} units allocated, {units['backordered']:,} back-ordered"
        )
        if counts != shown[0]:
            shown[0] = counts
            say(f"  {story.name}: {counts}")
        return found if found["state"] in ("completed", "failed", "duplicate") else None

    shown = [""]
    done = _until(look, f"the import of {story.name}", 900, 1.5)
    if done["state"] == "duplicate":
        say(f"  {story.name}: this very file was imported before")
        return person.get(f"/stores/{story.store}/imports/{done['duplicate_of']}")
    if done["state"] == "failed":
        raise SystemExit(f"The import of {story.name} failed: {done['faults']}")
    return done


def _mail(story: Story) -> None:
    if not story.imported["orders"]["rejected"]:
        return
    address = _contact(story.store)

    def look() -> Path | None:
        files = sorted((LOCAL / "mail").glob("*.eml"), reverse=True)
        return next((file for file in files if address in (mail := _read_mail(file))["To"] and story.imported["file_name"] in mail["Subject"]), None)

    story.mail = _until(look, f"the mail to {address}", 120)
    mail = _read_mail(story.mail)
    attached = [part.get_filename() for part in mail.iter_attachments()]
    say(f"  {story.name}: \"{mail['Subject']}\" to {address}, with {', '.join(attached) or 'nothing attached'}")


def _read_mail(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=default_policy)


def _contact(store: str) -> str:
    return next(settings["contacts"][0] for settings in STORES if settings["id"] == store)


def _fill_back_orders(supervisor: Person, warehouse: Person, story: Story) -> None:
    """Goods arrive for the SKU that most orders wait for."""
    base = f"/stores/{story.store}"
    waiting = [level for level in supervisor.all(f"{base}/stock") if level["backordered"] > 0]
    if not waiting:
        say(f"  {story.name}: nothing waits")
        return
    waiting.sort(key=lambda level: (-level["waiting_orders"], level["sku"]))
    chosen = waiting[:5]
    warehouse.post(f"{base}/receipts", {"reference": f"ASN-{time.strftime('%Y%m%d-%H%M%S')}", "lines": [{"sku": level["sku"], "quantity": level["backordered"]} for level in chosen]})

    def look() -> bool:
        return all(supervisor.get(f"{base}/stock/{level['sku']}")["backordered"] == 0 for level in chosen)

    _until(look, f"the back orders of {story.name}", 120)
    units, orders = sum(level["backordered"] for level in chosen), sum(level["waiting_orders"] for level in chosen)
    story.receipt = f"{units:,} units of {len(chosen)} SKUs filled {orders:,} back-ordered lines; {len(waiting) - len(chosen)} SKUs still wait"
    say(f"  {story.name}: {story.receipt}")


def _ship(warehouse: Person, story: Story) -> None:
    base = f"/stores/{story.store}"
    batch = warehouse.post(f"{base}/batches", {"max_orders": BATCH})

    def rendered() -> dict[str, Any] | None:
        found = warehouse.get(f"{base}/batches/{batch['id']}")
        return found if found["state"] == "rendered" else None

    batch = _until(rendered, f"the documents of {story.name}", 180)
    for document in batch["documents"]:
        story.files.append(_download(document["url"], f"{story.store}-{document['name']}"))
    say(f"  {story.name}: {batch['n_orders']} orders released, {', '.join(document['name'] for document in batch['documents'])} rendered")

    warehouse.post(f"{base}/batches/{batch['id']}/picks", {})
    for number, order in enumerate(batch["orders"], start=1):
        tracking = {"carrier": CARRIER, "service": "standard", "tracking_number": f"NP{number:08}{story.store[:2].upper()}"}
        warehouse.post(f"{base}/orders/{order}/parcels", {"weight_grams": 400 + 137 * number % 4000, "tracking": tracking})
    say(f"  {story.name}: {len(batch['orders'])} orders picked and packed")

    manifest = warehouse.post(f"{base}/manifests", {"carrier": CARRIER, "batch": batch["id"]})
    warehouse.post(f"{base}/manifests/{manifest['id']}/ship")

    def collected() -> bool:
        return warehouse.get(f"{base}/manifests/{manifest['id']}")["state"] == "shipped"

    _until(collected, f"the collection of {story.name}", 120)
    story.shipped = len(batch["orders"])
    say(f"  {story.name}: {story.shipped} orders shipped with {CARRIER}")


def _reconcile(supervisor: Person, story: Story) -> None:
    base = f"/stores/{story.store}"
    before = {item["sequence"] for item in supervisor.get(f"{base}/reconciliations")["items"]}
    supervisor.post(f"{base}/reconciliations")

    def made() -> dict[str, Any] | None:
        fresh = [item for item in supervisor.get(f"{base}/reconciliations")["items"] if item["sequence"] not in before]
        return max(fresh, key=lambda item: item["sequence"]) if fresh else None

    made_now = _until(made, f"the reconciliation of {story.name}", 180)
    for form in made_now["files"]:
        url = supervisor.get(f"{base}/reconciliations/{made_now['sequence']}/file", format=form)["url"]
        story.files.append(_download(url, f"{story.store}-reconciliation-{made_now['sequence']:04}.{form}"))
    totals = made_now["totals"]["orders"]
    say(
        f"  {story.name}: no. {made_now['sequence']}: {totals['opening']:,} open before + {totals['in']:,} in - {totals['shipped']:,} shipped"
        f" - {totals['cancelled']:,} cancelled - {totals['rejected']:,} rejected = {totals['closing']:,} open"
    )


def _download(url: str, name: str) -> Path:
    file = OUTPUT / name
    with urllib.request.urlopen(url, timeout=60) as answer:
        file.write_bytes(answer.read())
    return file


def _until(look: Callable[[], T | None], what: str, seconds: float, pause: float = 0.5) -> T:
    until = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > until:
            raise SystemExit(f"Gave up waiting for {what} after {seconds:.0f} s. The functions' log is {LOCAL / 'cloud.log'}")
        time.sleep(pause)
    return found


def summary(stories: list[Story]) -> str:
    lines = []
    for story in stories:
        orders, units = story.imported["orders"], story.imported["units"]
        lines += [
            "",
            story.name,
            f"  rows            {story.imported['rows']['read']:>8,}",
            f"  orders accepted {orders['accepted']:>8,}",
            f"  rejected        {orders['rejected']:>8,}",
            *(f"    {reason['code']:<24} {reason['orders']:>8,}" for reason in story.imported["rejected_by_code"]),
            f"  duplicates      {orders['duplicate']:>8,}",
            f"  cancellations   {orders['cancellations']:>8,}",
            f"  units allocated {units['allocated']:>8,}, back-ordered {units['backordered']:,}",
            f"  receipt         {story.receipt or 'none needed'}",
            f"  shipped         {story.shipped:>8,}",
            f"  mail            {story.mail or 'none needed'}",
            "  files",
            *(f"    {file}" for file in story.files),
        ]
    return "\n".join(lines)
