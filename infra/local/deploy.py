"""Deploys infra/ to the local cloud with the SAM CLI, unless what is there is already this."""

import hashlib
import platform
import subprocess
import time
from typing import Any

import place
from place import CACHE, LOCAL, OWNER, REGION, ROOT, STACK

PACKAGES = "packhouse-packages"


def deploy() -> dict[str, str]:
    """Answers the stack's outputs."""
    parameters = {
        "Stage": "local",
        "PlainHttp": "yes",
        # Cognito's own service, which no emulator has.
        "WatchSignIns": "no",
        # Everybody has the same address here, and the tests are in a hurry.
        "RequestsPerMinute": "100000",
        "Architecture": "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64",
        "MailDomain": "packhouse.example",
        "MailFrom": "orders@packhouse.example",
        "PortalUrl": f"http://localhost:{place.ports()['portal']}",
    }
    fingerprint = _fingerprint(parameters)
    known = place.read("deployed.json")
    if known.get("fingerprint") == fingerprint:
        return known["outputs"]
    _ensure_bucket(PACKAGES)
    _sam_deploy(parameters)
    outputs = _outputs()
    place.write("deployed.json", {"fingerprint": fingerprint, "outputs": outputs})
    return outputs


def _fingerprint(parameters: dict[str, str]) -> str:
    digest = hashlib.sha256(repr(sorted(parameters.items())).encode())
    templates = sorted((ROOT / "infra").glob("*.yaml"))
    binaries = sorted((ROOT / "build" / "lambda").glob("*/bootstrap"))
    for file in [*templates, *binaries]:
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _ensure_bucket(name: str) -> None:
    s3 = place.client("s3")
    if name not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})


def _sam_deploy(parameters: dict[str, str]) -> None:
    log = LOCAL / "deploy.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [
                str(CACHE / "sam" / "bin" / "sam"), "deploy", "--config-file", "samplconfig.toml", "--config-env", "local",
                "--parameter-overrides", *(f"{name}={value}" for name, value in parameters.items()),
            ],
            cwd=ROOT,
            env=place.environment(SAM_CLI_TELEMETRY="0", AWS_ENDPOINT_URL=place.endpoint(), **OWNER),
            stdout=output,
            stderr=output,
        )
    if done.returncode != 0:
        raise SystemExit(f"The deployment failed:\n{log.read_text()[-4000:]}")


def _outputs() -> dict[str, str]:
    stack: dict[str, Any] = place.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


if __name__ == "__main__":
    started = time.monotonic()
    deploy()
    place.say(f"Deployed in {time.monotonic() - started:.0f} s")
