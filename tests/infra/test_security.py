"""What docs/security.md lists is what there is: its tables are compared with templates and code. And rules about sources that no linter has."""

import json
import re

import pytest
import yaml
from test_templates import ROOT, Template, resources

DOCUMENT = (ROOT / "docs" / "security.md").read_text()
TEMPLATES = sorted(path.name for path in (ROOT / "infra").glob("*.yaml"))
PRODUCT = [path for folder in ("functions", "shared") for path in (ROOT / folder).glob("**/src/**/*.rs")]
PORTAL = [path for path in (ROOT / "web" / "src").glob("**/*.ts*") if ".test." not in path.name and path.name != "schema.ts"]


def section(title: str) -> str:
    return DOCUMENT.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def rows(title: str) -> list[list[str]]:
    lines = [line for line in section(title).splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def parameters(template: str) -> dict:
    return yaml.load((ROOT / "infra" / template).read_text(), Template)["Parameters"]


def number(path: str, pattern: str) -> int:
    """A product of numbers in a source, such as `60 * 60_000`."""
    found = re.search(pattern, (ROOT / path).read_text())
    assert found, f"{pattern} is not in {path}"
    value = 1
    for factor in found[1].replace("_", "").split("*"):
        value *= int(factor)
    return value


def test_sessions_live_as_long_as_the_document_says():
    client = resources("data.yaml")["PortalClient"]["Properties"]
    said = {row[0]: row[1] for row in rows("Sessions")}
    assert client["TokenValidityUnits"] == {"IdToken": "minutes", "AccessToken": "minutes", "RefreshToken": "hours"}
    assert said["a token"] == f"{client['IdTokenValidity']} minutes" == f"{client['AccessTokenValidity']} minutes"
    assert said["a session, from signing in to signing in anew"] == f"{client['RefreshTokenValidity']} hours"
    idle = number("web/src/identity/session.ts", r"IDLE_MS = ([\d_ *]+)")
    assert said["without a touch of screen or keyboard"] == f"{idle // 60_000} minutes"
    believed = number("functions/api/src/identity/people.rs", r"BELIEVED_SECONDS: i64 = ([\d_ *]+)")
    assert said["what the table says of somebody is believed"] == f"{believed} seconds"


def test_passwords_are_as_long_as_the_document_and_the_portal_say():
    length = resources("data.yaml")["UserPool"]["Properties"]["Policies"]["PasswordPolicy"]["MinimumLength"]
    assert f"Any characters, {length} or more of them" in section("Passwords")
    assert number("web/src/identity/password.ts", r"MIN_PASSWORD_LENGTH = (\d+)") == length


def test_every_item_of_the_table_has_a_level():
    items = [line.split("|")[1].strip() for line in (ROOT / "docs" / "table.md").read_text().split("## Items", 1)[1].split("\n## ", 1)[0].splitlines() if line.startswith("|")]
    levels = {row[0]: names(row[2]) for row in rows("What is kept")[1:]}
    assert list(levels) == ["secret", "personal", "business", "public"]
    classified = set().union(*levels.values())
    missing = [item for item in items[2:] if item not in classified]
    assert len(items) > 30 and not missing, missing
    prefixes = set(re.findall(r"([a-z]+)/", (ROOT / "infra" / "template.yaml").read_text().replace("/*/out/*", ""))) & {"drop", "imports", "trials", "documents", "brands", "manifests", "reconciliations"}
    assert {f"{prefix}/" for prefix in prefixes} <= classified


def test_every_log_is_listed_with_how_long_it_is_kept():
    listed = {name: row[3] for row in rows("What is logged")[1:] for name in names(row[0])}
    found = {}
    for template in TEMPLATES:
        for resource in resources(template).values():
            if resource["Type"] == "AWS::Logs::LogGroup":
                group = resource["Properties"]
                found[group["LogGroupName"]["Sub"].rsplit("/", 1)[-1]] = f"{group['RetentionInDays']} days"
    assert len(found) > 10
    assert {name: kept for name, kept in listed.items() if name in found} == found


def test_every_service_that_a_function_speaks_to_is_listed():
    actions = json.dumps([resource for resource in resources("template.yaml").values() if resource["Type"] == "AWS::Serverless::Function"])
    services = set(re.findall(r'"([a-z0-9-]+):[A-Z][A-Za-z]+"', actions))
    listed = next(names(row[1]) for row in rows("Who speaks to whom") if row[0] == "functions")
    assert services == listed


def test_every_library_of_cryptography_is_listed():
    locked = re.findall(r'^name = "(.+)"$', (ROOT / "Cargo.lock").read_text(), re.MULTILINE)
    kind = re.compile(r"^(sha\d?.*|md-?\d.*|aes.*|rsa|hmac|ring|aws-lc.*|.*rustls.*|getrandom|(fast)?rand(_.*)?|.*25519.*|p\d{3}|ecdsa|blake\d.*|chacha.*|crc.*|openssl.*|native-tls)$")
    not_cryptography = {"openssl-probe", "sharded-slab"}
    used = {name for name in locked if kind.match(name)} - not_cryptography
    listed = names(section("Keys and algorithms"))
    assert {"sha2", "rustls", "getrandom"} <= used
    assert used <= listed, sorted(used - listed)


def test_work_that_takes_long_has_the_ceilings_that_the_document_says():
    said = {row[1].strip("`"): row[2:] for row in rows("How much they may ask") if len(row) == 4 and row[1].startswith("`")}
    template = resources("template.yaml")
    consumers = {name: resource["Properties"] for name, resource in template.items() if "ScalingConfig" in resource.get("Properties", {})}
    assert len(said) == len(consumers)
    for name, (at_once, longest) in said.items():
        camel = "".join(word.capitalize() for word in name.split("-"))
        assert int(at_once) == consumers[f"{camel}Source"]["ScalingConfig"]["MaximumConcurrency"], name
        assert longest.startswith(f"{template[f'{camel}Function']['Properties']['Timeout']} s"), name


def test_what_we_build_on_is_checked_with_every_test():
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"^test:.*\baudit\b", makefile, re.MULTILINE)
    audit = (ROOT / "infra" / "local" / "audit.sh").read_text()
    assert all(command in audit for command in ("cargo deny", "cargo audit", "npm audit")) and "exit $failed" in audit
    deny = (ROOT / "deny.toml").read_text()
    assert 'unknown-registry = "deny"' in deny and 'unknown-git = "deny"' in deny and 'yanked = "deny"' in deny
    sources = set(re.findall(r'^source = "(.+)"$', (ROOT / "Cargo.lock").read_text(), re.MULTILINE))
    assert sources == {"registry+https://github.com/rust-lang/crates.io-index"}
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    fetched = {name: package for name, package in packages.items() if name and not package.get("link")}
    assert all(package["integrity"] and package.get("resolved", "https://registry.npmjs.org/").startswith("https://registry.npmjs.org/") for package in fetched.values())
    for line in (ROOT / "infra" / "local" / "requirements" / "cloud.txt").read_text().splitlines():
        assert not line or line.startswith("#") or "==" in line, line


def test_no_memory_is_touched_by_hand():
    workspace = (ROOT / "Cargo.toml").read_text()
    assert 'unsafe_code = "forbid"' in workspace
    for manifest in [*(ROOT / "functions").glob("*/Cargo.toml"), *(ROOT / "shared").glob("*/Cargo.toml")]:
        assert "[lints]\nworkspace = true" in manifest.read_text(), manifest


@pytest.mark.parametrize("word", ["std::process", "Command::new", "reqwest", "TcpStream", "danger_accept", "dangerous()", "redirect(", "libloading"])
def test_the_functions_start_no_program_and_open_no_connection_of_their_own(word):
    assert len(PRODUCT) > 200
    found = [str(path.relative_to(ROOT)) for path in PRODUCT if word in path.read_text()]
    assert not found, found


def test_what_is_asked_of_the_table_is_no_text_from_outside():
    """Expressions have placeholders; what fills them goes as a value. PartiQL, which is a text, is not used."""
    for path in (ROOT / "shared" / "storage" / "src").glob("**/*.rs"):
        text = path.read_text()
        assert "execute_statement" not in text and "ExecuteStatement" not in text, path
        # The parts that are put together are our own attributes' names and the placeholders of values.
        for expression in re.findall(r'_expression\(\s*format!\("([^"]*)"', text):
            assert set(re.findall(r"\{(\w*)\}", expression)) <= {"condition", "update", ""}, (path, expression)


@pytest.mark.parametrize(
    "sink",
    [
        r"\beval\(", r"new Function\(", r"dangerouslySetInnerHTML", r"\.innerHTML", r"\.outerHTML", r"insertAdjacentHTML", r"document\.write", r"srcDoc", r"<iframe", r"window\.open\(",
        r"addEventListener\('message'", r"window\.onmessage", r"(?<!this\.channel)\.postMessage\((?!null\))", r"document\.cookie", r"__proto__", r"new WebSocket", r"RTCPeerConnection", r"importScripts",
    ],
)  # fmt: skip
def test_the_portal_has_no_place_where_text_becomes_code(sink):
    # What a tab says to the others goes over a BroadcastChannel, which nothing from another origin hears or speaks on.
    assert len(PORTAL) > 100
    found = [str(path.relative_to(ROOT)) for path in PORTAL if re.search(sink, path.read_text())]
    assert not found, found


def test_passwords_are_typed_into_fields_for_passwords_and_sent_as_they_are():
    fields = 0
    for path in PORTAL:
        for field in re.findall(r"<(?:TextField|Field)\b[^>]*?(?:password|current-password|new-password)[^>]*?/?>", path.read_text()):
            fields += 1
            assert 'type="password"' in field and "autoComplete=" in field and "onPaste" not in field and "maxLength" not in field, field
    assert fields >= 6
    assert "name === 'password' ? String(data.get(name) ?? '') :" in (ROOT / "web" / "src" / "identity" / "SignIn.tsx").read_text()


def test_tokens_are_kept_in_the_tab_alone():
    for path in PORTAL:
        text = path.read_text()
        assert "localStorage" not in text or path.name == "preferences.ts", path
        assert "sessionStorage" not in text or path.name == "session.ts", path


def test_every_body_refuses_fields_that_it_does_not_name():
    description = json.loads((ROOT / "functions" / "api" / "openapi.json").read_text())
    schemas = description["components"]["schemas"]
    n_bodies = 0
    for item in description["paths"].values():
        for operation in item.values():
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if not schema:
                continue
            n_bodies += 1
            body = schemas[schema["$ref"].rsplit("/", 1)[-1]]
            # Lists tell each item's own faults and read it by itself; a profile is read by shared/formats, which refuses unknown members.
            is_read_by_parts = set(body["properties"]) == {"items"} or operation["operationId"] == "put_profile"
            assert body.get("additionalProperties") is False or is_read_by_parts, operation["operationId"]
    assert n_bodies > 20


def test_no_secret_is_in_an_address():
    description = json.loads((ROOT / "functions" / "api" / "openapi.json").read_text())
    for path, item in description["paths"].items():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] in ("query", "path"):
                    assert not re.search(r"token|secret|password|api.?key|email|phone|session", parameter["name"], re.IGNORECASE), (path, parameter["name"])


def test_reading_changes_nothing_by_its_method():
    """What changes anything is POST, PUT or DELETE."""
    description = json.loads((ROOT / "functions" / "api" / "openapi.json").read_text())
    for path, item in description["paths"].items():
        assert set(item) <= {"get", "post", "put", "delete"}, path
        permission = item.get("get", {}).get("x-permission", "orders.read")
        assert permission.endswith((".read", "keys.write", "users.act_as", "stock.receive")), (path, permission)


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_secret_is_in_a_template(template):
    text = (ROOT / "infra" / template).read_text()
    assert not re.search(r"AKIA[0-9A-Z]{16}|BEGIN (RSA |EC )?PRIVATE KEY|ph_live_[0-9a-f]{64}|NoEcho", text)
    for name in parameters(template) if "\nParameters:" in text else []:
        assert not re.search(r"Password|Secret|Token", name), name
