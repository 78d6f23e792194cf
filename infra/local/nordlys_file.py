"""A day's orders of "Nordlys Home" as a canonical CSV, with customers from Tromsø to Hà Nội and the mistakes that real files have."""

import csv
import random
from pathlib import Path

import people
from demo import NORDLYS_DISCONTINUED, NORDLYS_RANGE

ORDERS = 120
COUNTRIES = ("NO", "NO", "NO", "SE", "DK", "FI", "PL", "PL", "DE", "VN", "CN", "IS")
COLUMNS = [
    "reference", "placed_at", "currency", "consignee_name", "consignee_street_1", "consignee_city", "consignee_region", "consignee_postcode",
    "consignee_country", "consignee_email", "consignee_phone", "shipping_service", "shipping_charge", "payment_terms", "notes",
    "sku", "description", "quantity", "unit_price", "tax_rate",
]  # fmt: skip

# The order's number, the column that goes wrong in its first line, and what stands there.
MISTAKES = [
    (9, "sku", "NH-9999"),
    (17, "quantity", "0"),
    (23, "consignee_country", "Atlantis"),
    (31, "consignee_email", "kari.nordmann(at)example.no"),
    (38, "unit_price", "tolv kroner"),
    (46, "sku", NORDLYS_DISCONTINUED),
    (55, "quantity", "2.5"),
    (63, "consignee_postcode", "ABC"),
    (71, "placed_at", "31. februar"),
    (88, "currency", "NOKK"),
    (97, "shipping_service", "teleport"),
    (104, "consignee_name", ""),
]


def write(file: Path) -> Path:
    rows = [row for number in range(1, ORDERS + 1) for row in _order(number)]
    for number, column, text in MISTAKES:
        wrong = [row for row in rows if row["reference"] == _reference(number)]
        # The rows of one order must agree about the order; only a line's own columns differ.
        for row in wrong if column not in ("sku", "quantity", "unit_price") else wrong[:1]:
            row[column] = text
    with file.open("w", newline="", encoding="utf-8") as output:
        writer = csv.DictWriter(output, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return file


def _order(number: int) -> list[dict[str, object]]:
    chance = random.Random(f"nordlys order {number}")
    party = people.party(f"N{number:04}", chance.choice(COUNTRIES))
    goods = [item for item in NORDLYS_RANGE if item[0] != NORDLYS_DISCONTINUED]
    header = {
        "reference": _reference(number),
        "placed_at": f"2026-01-{15 + number % 5} {8 + number % 10:02}:{number % 60:02}:00",
        "currency": "EUR",
        "consignee_name": party["name"],
        "consignee_street_1": party["street"][0],
        "consignee_city": party["city"],
        "consignee_region": party["region"],
        "consignee_postcode": party["postcode"],
        "consignee_country": party["country"],
        "consignee_email": party["email"],
        "consignee_phone": party["phone"],
        "shipping_service": chance.choice(["standard", "standard", "express"]),
        "shipping_charge": "6.90",
        "payment_terms": "prepaid",
        "notes": chance.choice(["", "", "", "Gave – vennligst ikke legg ved pris.", "Ring på, 3. etasje"]),
    }
    return [
        {**header, "sku": sku, "description": name, "quantity": chance.randint(1, 3), "unit_price": f"{cents / 100:.2f}", "tax_rate": "25"}
        for sku, name, _, cents, _ in chance.sample(goods, chance.randint(1, 4))
    ]


def _reference(number: int) -> str:
    return f"NH-2026-{number:05}"
