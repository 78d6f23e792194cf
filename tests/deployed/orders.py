"""Order files and single orders for the tests, all of the store Nordlys Home."""

import csv
import io
from collections.abc import Iterable
from typing import Any

import people

STORE = "nordlys-home"
BASE = f"/stores/{STORE}"


def order(reference: str, lines: dict[str, int]) -> dict[str, Any]:
    """An order as `POST /orders` takes it."""
    return {
        "reference": reference,
        "channel": "api",
        "placed_at": "2026-01-20T09:00:00Z",
        "currency": "EUR",
        "consignee": people.party(reference, "NO"),
        "lines": [{"sku": sku, "description": "", "quantity": units, "unit_price": "10.00", "tax_rate": "25"} for sku, units in lines.items()],
        "shipping_service": "standard",
        "payment_terms": "prepaid",
    }


def csv_file(rows: Iterable[tuple[str, str, int]]) -> bytes:
    """A canonical file of (reference, SKU, units)."""
    output = io.StringIO(newline="")
    columns = ["reference", "placed_at", "currency", "sku", "quantity", "unit_price", "tax_rate"]
    address = ["consignee_name", "consignee_street_1", "consignee_city", "consignee_postcode", "consignee_country"]
    writer = csv.writer(output)
    writer.writerow([*columns, *address])
    for reference, sku, units in rows:
        party = people.party(reference, "NO")
        to = [party["name"], party["street"][0], party["city"], party["postcode"], party["country"]]
        writer.writerow([reference, "2026-01-20T09:00:00Z", "EUR", sku, units, "10.00", "25", *to])
    return output.getvalue().encode()


def product(sku: str) -> dict[str, Any]:
    return {
        "sku": sku, "name": f"Test {sku}", "is_active": True, "gtin": None, "weight_grams": 100, "location": "T-01-01", "tax_rate": "25",
        "unit_price": {"minor": 1000, "currency": "EUR"},
    }  # fmt: skip
