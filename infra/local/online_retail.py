"""What the store "Online Retail" must know before its order file arrives: its products with opening stock, and its customers.

Both are read from the order file itself, because the wholesaler published nothing else. To show what happens with imperfect master
data, a few products are missing, some are inactive, some are short in stock, and a few customers are not in the address book.
"""

import re
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass

import people
from openpyxl import load_workbook
from place import ROOT

FILE = ROOT / "tests" / "data" / "online-retail.xlsx"

# Goods have five digits and perhaps letters. POST, DOT, M and the like are charges.
GOODS = re.compile(r"\d{5}[A-Z]{0,2}|DCGS\w+|PADS")

COUNTRIES = {
    "United Kingdom": "GB", "Germany": "DE", "France": "FR", "EIRE": "IE", "Spain": "ES", "Belgium": "BE", "Netherlands": "NL", "Switzerland": "CH",
    "Portugal": "PT", "Australia": "AU", "Norway": "NO", "Finland": "FI", "Italy": "IT", "Channel Islands": "JE", "Cyprus": "CY", "Japan": "JP",
    "Sweden": "SE", "Poland": "PL", "Denmark": "DK", "Israel": "IL", "Austria": "AT", "Hong Kong": "HK", "USA": "US", "Malta": "MT", "Iceland": "IS",
    "Canada": "CA", "Singapore": "SG", "Brazil": "BR", "RSA": "ZA", "European Community": "BE", "Czech Republic": "CZ", "United Arab Emirates": "AE",
    "Greece": "GR", "Lithuania": "LT", "Lebanon": "LB",
}  # fmt: skip


@dataclass(frozen=True)
class Master:
    products: list[dict[str, object]]
    customers: list[dict[str, object]]
    # SKU to units.
    opening_stock: dict[str, int]


def master() -> Master:
    names: dict[str, Counter[str]] = defaultdict(Counter)
    prices: dict[str, Counter[float]] = defaultdict(Counter)
    sold: Counter[str] = Counter()
    countries: dict[str, Counter[str]] = defaultdict(Counter)
    sheet = load_workbook(FILE, read_only=True).worksheets[0]
    for _, code, description, quantity, _, price, customer, country in sheet.iter_rows(min_row=2, values_only=True):
        sku = str(code).strip().upper()
        if GOODS.fullmatch(sku):
            if description and str(description).isupper():
                names[sku][" ".join(str(description).split())] += 1
            if quantity > 0 and customer is not None:
                prices[sku][price] += 1
                sold[sku] += quantity
        if customer is not None:
            countries[str(customer)][COUNTRIES.get(country, "GB")] += 1
    skus = [sku for sku in sorted(names) if not _one_in(120, sku, "left out")]
    return Master(
        products=[_product(sku, names[sku].most_common(1)[0][0], prices[sku]) for sku in skus],
        customers=[
            {"code": code, "party": people.party(code, seen.most_common(1)[0][0])}
            for code, seen in sorted(countries.items())
            if not _one_in(200, code, "stranger")
        ],
        opening_stock={sku: units for sku in skus if (units := _opening(sku, sold[sku])) > 0},
    )


def _product(sku: str, name: str, prices: Counter[float]) -> dict[str, object]:
    minor = round(prices.most_common(1)[0][0] * 100) if prices else 0
    place = _hash(sku, "place")
    return {
        "sku": sku,
        "name": name,
        "is_active": not _one_in(150, sku, "inactive"),
        "gtin": None,
        "weight_grams": 50 + _hash(sku, "weight") % 1950,
        "location": f"{'ABCDEFGH'[place % 8]}-{place // 8 % 40 + 1:02}-{place // 320 % 6 + 1:02}",
        "tax_rate": "20",
        "unit_price": {"minor": minor, "currency": "GBP"} if minor else None,
    }


def _opening(sku: str, sold: int) -> int:
    """Enough of most, half of what is ordered of one in fourteen, none of one in fifty."""
    if _one_in(50, sku, "none"):
        return 0
    if _one_in(14, sku, "short"):
        return sold // 2
    return sold + 25


def _one_in(n: int, key: str, purpose: str) -> bool:
    return _hash(key, purpose) % n == 0


def _hash(key: str, purpose: str) -> int:
    return zlib.crc32(f"{purpose} {key}".encode())
