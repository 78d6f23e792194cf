"""The demo organisation: Meridian Fulfilment in London, who pack and ship for "Online Retail" and "Nordlys Home".

People come into being in the user pool, as an administrator would invite them; all else goes through the HTTP API. Every step may be
repeated: what is there already is written again or left alone.
"""

import secrets
import time
from collections.abc import Sequence
from typing import Any

import history
import online_retail
import place
from api import Person, sign_in, totp
from place import say

ORGANISATION = "meridian"
RETAIL, NORDLYS = "online-retail", "nordlys-home"

STORES: list[dict[str, Any]] = [
    {
        "id": RETAIL,
        "name": "Online Retail",
        "seller": {
            "name": "Online Retail Ltd", "company": None, "street": ["Unit 7, Riverside Works"], "city": "Leeds", "region": None,
            "postcode": "LS9 8AH", "country": "GB", "email": "accounts@online-retail.example", "phone": "+441132960123",
        },
        "tax_number": "GB123456789",
        "locale": "en",
        "time_zone": "Europe/London",
        "currency": "GBP",
        "warehouse": "london",
        "cut_offs": ["12:00", "17:00"],
        "contacts": ["ops@online-retail.example"],
        "default_profile": "online-retail",
        "default_tax_rate": "20",
        "back_orders": "wait",
        "shipping": "partial",
        "services": ["standard", "express"],
        "brand": {"colour": "#7c2d12", "footer": "Online Retail Ltd · Leeds · thank you for your order"},
    },
    {
        "id": NORDLYS,
        "name": "Nordlys Home",
        "seller": {
            "name": "Nordlys Home AS", "company": None, "street": ["Storgata 12"], "city": "Tromsø", "region": None,
            "postcode": "9008", "country": "NO", "email": "regnskap@nordlys-home.example", "phone": "+4777600000",
        },
        "tax_number": "NO987654321MVA",
        "locale": "en",
        "time_zone": "Europe/Oslo",
        "currency": "EUR",
        "warehouse": "london",
        "cut_offs": ["12:00", "17:00"],
        "contacts": ["drift@nordlys-home.example"],
        "default_profile": "canonical",
        "default_tax_rate": "25",
        "back_orders": "wait",
        "shipping": "complete",
        "services": ["standard", "express"],
        "brand": {"colour": "#0f766e", "footer": "Nordlys Home AS · Tromsø"},
    },
]  # fmt: skip

# How Online Retail's own columns become orders.
RETAIL_PROFILE: dict[str, Any] = {
    "name": "online-retail",
    "format": "xlsx",
    "fields": {
        "reference": {"column": "InvoiceNo"},
        "placed_at": {"column": "InvoiceDate"},
        "currency": {"constant": "GBP"},
        "customer_code": {"column": "CustomerID"},
        "sku": {"column": "StockCode"},
        "description": {"column": "Description"},
        "quantity": {"column": "Quantity"},
        "unit_price": {"column": "UnitPrice"},
    },
    "time_zone": "Europe/London",
    "cancellation": {"prefix": "C"},
    "line_rules": [
        {"codes": ["POST", "DOT", "C2"], "action": {"charge": "shipping"}},
        {"codes": ["M", "D", "S", "CRUK"], "action": {"reject": "a manual entry of the accounts"}},
        {"codes": ["AMAZONFEE", "BANK CHARGES"], "action": {"reject": "a fee that no buyer pays"}},
        {"codes": ["gift_0001_20", "gift_0001_40"], "action": {"reject": "a gift voucher, which the warehouse does not keep"}},
    ],
    "customer_required": True,
}

EVERY_STORE = "*"

# Role, name, stores, rights one by one (client users only), and whether the demo signs them in with an authenticator.
STAFF: list[tuple[str, str, str, str, bool]] = [
    ("platform_admin", "Petra Platt", EVERY_STORE, "", True),
    ("head_office", "Harold Head", EVERY_STORE, "", True),
    ("supervisor", "Susan Super", EVERY_STORE, "", True),
    ("finance", "Finn Nance", EVERY_STORE, "", True),
    ("customer_service", "Cora Service", EVERY_STORE, "", False),
    ("returns_admin", "Rita Turner", EVERY_STORE, "", True),
    ("salesperson", "Sal Person", EVERY_STORE, "", False),
    ("ordering_staff", "Orla Dering", EVERY_STORE, "", False),
    ("forwarder", "Ford Warder", EVERY_STORE, "", False),
    ("warehouse", "Wanda House", EVERY_STORE, "", False),
    ("client_admin", "Clive Retail", RETAIL, "", True),
    ("client_user", "Rosa Retail", RETAIL, "orders.read,imports.read,stock.read", False),
    ("client_admin", "Nora Nordlys", NORDLYS, "", True),
    ("client_user", "Nils Nordlys", NORDLYS, "orders.read,orders.write,imports.read,imports.write,stock.read", False),
]

# Nordlys Home's range: SKU, name, grams, price in cents, opening stock.
NORDLYS_RANGE: list[tuple[str, str, int, int, int]] = [
    ("NH-1001", "Ullteppe «Fjell», lysegrå", 1400, 12900, 40),
    ("NH-1002", "Ullteppe «Fjell», mørkeblå", 1400, 12900, 12),
    ("NH-1003", "Lysestake i bjørk, liten", 300, 2450, 120),
    ("NH-1004", "Lysestake i bjørk, stor", 620, 3990, 80),
    ("NH-1005", "Kaffekopp «Tromsø», 2 stk.", 540, 3200, 60),
    ("NH-1006", "Kaffekopp «Ålesund», 2 stk.", 540, 3200, 0),
    ("NH-1007", "Skjærebrett i eik", 980, 4590, 35),
    ("NH-1008", "Putetrekk «Nordlys» 50×50", 210, 2790, 150),
    ("NH-1009", "Bordlampe «Måne»", 2300, 14900, 8),
    ("NH-1010", "Saueskinn, naturhvit", 1800, 9900, 25),
    ("NH-1011", "Servietter i lin, 4 stk.", 260, 3450, 70),
    ("NH-1012", "Fuglekasse i furu", 1250, 2990, 30),
    ("NH-1013", "Vannkaraffel 1 l", 900, 3690, 18),
    ("NH-1014", "Grytekluter «Rev», 2 stk.", 190, 1890, 90),
    ("NH-1015", "Strikkepinner sett, avviklet", 150, 1990, 200),
]
NORDLYS_DISCONTINUED = "NH-1015"


def fill(retail: online_retail.Master) -> list[dict[str, Any]]:
    """Makes everything that is missing; answers the logins."""
    logins = [invite(ORGANISATION, *person) for person in STAFF]
    by_role = {login["role"]: Person(login) for login in logins if login["stores"] == EVERY_STORE}
    platform, head_office = by_role["platform_admin"], by_role["head_office"]
    present = {store["id"] for store in platform.get("/stores")["items"]}
    if not present:
        history.tell(ORGANISATION, logins, [_retail_past(retail), _nordlys_past()])
        present = {store["id"] for store in platform.get("/stores")["items"]}
    for store in STORES:
        if store["id"] not in present:
            platform.post("/stores", {"organisation": ORGANISATION, **store})
    say(f"  organisation Meridian Fulfilment, {len(STORES)} stores, {len(logins)} people")

    head_office.put(f"/stores/{RETAIL}/profiles/{RETAIL_PROFILE['name']}", RETAIL_PROFILE)
    _put_all(head_office, RETAIL, "products", retail.products)
    _put_all(head_office, RETAIL, "customers", retail.customers)
    _receive(head_office, RETAIL, retail.opening_stock)
    say(f"  Online Retail: {len(retail.products):,} products, {len(retail.customers):,} customers, {sum(retail.opening_stock.values()):,} units in stock")

    _put_all(head_office, NORDLYS, "products", nordlys_products())
    _receive(head_office, NORDLYS, {sku: units for sku, _, _, _, units in NORDLYS_RANGE if units})
    say(f"  Nordlys Home: {len(NORDLYS_RANGE)} products, {sum(units for *_, units in NORDLYS_RANGE):,} units in stock")
    return logins


def _retail_past(retail: online_retail.Master) -> dict[str, Any]:
    """What sold best in the order file sold before, too."""
    sold = [product for product in retail.products if product["unit_price"] and product["is_active"] and retail.opening_stock.get(product["sku"], 0) > 400]
    return {**_past(STORES[0], sold[:60]), "prefix": "OR", "orders_a_day": 12, "countries": ["GB", "GB", "GB", "GB", "DE"], "carrier": "Royal Mail"}


def _nordlys_past() -> dict[str, Any]:
    sold = [product for product in nordlys_products() if product["is_active"]]
    return {**_past(STORES[1], sold), "prefix": "NH", "orders_a_day": 7, "countries": ["NO", "NO", "NO", "SE", "DK", "PL", "DE"], "carrier": "Northern Parcels"}


def _past(store: dict[str, Any], products: list[dict[str, Any]]) -> dict[str, Any]:
    goods = [(product["sku"], product["name"], f"{product['unit_price']['minor'] / 100:.2f}") for product in products]
    return {"settings": {"organisation": ORGANISATION, **store}, "products": products, "goods": goods}


def login_of(logins: Sequence[dict[str, Any]], role: str) -> dict[str, Any]:
    return next(login for login in logins if login["role"] == role)


def nordlys_products() -> list[dict[str, Any]]:
    return [
        {
            "sku": sku,
            "name": name,
            "is_active": sku != NORDLYS_DISCONTINUED,
            "gtin": None,
            "weight_grams": grams,
            "location": f"N-{number:02}-01",
            "tax_rate": "25",
            "unit_price": {"minor": cents, "currency": "EUR"},
        }
        for number, (sku, name, grams, cents, _) in enumerate(NORDLYS_RANGE, start=1)
    ]


def invite(organisation: str, role: str, name: str, stores: str, rights: str, with_authenticator: bool) -> dict[str, Any]:
    """A person of an organisation, made where there is none; answers their login."""
    outputs = place.read("deployed.json")["outputs"]
    cognito, pool = place.client("cognito-idp"), outputs["UserPoolId"]
    domain = f"{organisation}.example" if stores == EVERY_STORE else f"{stores}.example"
    email = f"{name.lower().replace(' ', '.')}@{domain}"
    known = place.read("people.json")
    if email in known:
        return known[email]
    login = {"role": role, "name": name, "email": email, "password": f"Demo-{secrets.token_urlsafe(9)}7a", "totp_secret": None, "stores": stores}
    attributes = {
        "email": email, "email_verified": "true", "name": name,
        "custom:org": organisation, "custom:stores": stores, "custom:role": role, "custom:rights": rights,
    }  # fmt: skip
    cognito.admin_create_user(
        UserPoolId=pool,
        Username=email,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items() if value],
    )
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=login["password"], Permanent=True)
    if with_authenticator:
        login["totp_secret"] = _enrol(login, outputs["PortalClientId"])
    place.write("people.json", {**known, email: login})
    return login


def _enrol(login: dict[str, Any], client_id: str) -> str:
    """Registers an authenticator as the portal does: secret, first code, preference."""
    cognito, token = place.client("cognito-idp"), sign_in(login, client_id)["AccessToken"]
    secret = cognito.associate_software_token(AccessToken=token)["SecretCode"]
    cognito.verify_software_token(AccessToken=token, UserCode=totp(secret, time.time()), FriendlyDeviceName="demo")
    cognito.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})
    return secret


def _put_all(person: Person, store: str, collection: str, items: list[dict[str, Any]]) -> None:
    for first in range(0, len(items), 500):
        person.put(f"/stores/{store}/{collection}", {"items": items[first : first + 500]})


def _receive(person: Person, store: str, stock: dict[str, int]) -> None:
    """Opening stock, as receipts of a hundred lines; a repeated reference changes nothing."""
    lines = [{"sku": sku, "quantity": units} for sku, units in stock.items()]
    for number, first in enumerate(range(0, len(lines), 100), start=1):
        person.post(f"/stores/{store}/receipts", {"reference": f"opening-{number:03}", "lines": lines[first : first + 100]})
