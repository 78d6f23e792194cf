"""`run.py up`: everything from nothing to a working portal. `run.py run`: the same, until Ctrl-C. `run.py down`: stop, keep the data."""

import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import cloud
import demo
import deploy
import main_job
import online_retail
import place
import process
import sftp
from place import CACHE, LOCAL, say


def up() -> None:
    started = time.monotonic()
    cloud.start()
    _forget_lost_state()
    with ThreadPoolExecutor() as meanwhile:
        master = None if place.read("run.json") else meanwhile.submit(online_retail.master)
        outputs = deploy.deploy()
    say(f"Local cloud on {place.endpoint()}, deployed ({time.monotonic() - started:.0f} s)")
    _start_portal()
    if master:
        say("\nMaking the demo organisation")
        logins = demo.fill(master.result())
        _write_run(outputs, logins)
        say(f"The portal is open: {_portal()} (logins below, and in {LOCAL / 'run.json'})")
    if not place.read("main_job.json"):
        report = main_job.summary(main_job.run(place.read("run.json")["logins"]))
        place.write("main_job.json", {"summary": report})
    _show(time.monotonic() - started)


def run() -> None:
    """Stays in the foreground. However it ends, the cloud is stopped in order, so that its state is kept."""
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _interrupt)
    try:
        up()
        say("\nCtrl-C stops it and keeps the data; `make reset` forgets everything.")
        ended.wait()
    except KeyboardInterrupt:
        say("\nStopping")
    finally:
        # A second Ctrl-C must not spoil the writing of the state.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        down()


def down() -> None:
    process.stop("portal")
    cloud.stop()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _forget_lost_state() -> None:
    """The cloud keeps its state only when it is stopped in order. After a crash of the machine, begin anew."""
    if place.read("deployed.json") and not _stack_exists():
        for name in ("deployed.json", "people.json", "run.json", "main_job.json"):
            (LOCAL / name).unlink(missing_ok=True)


def _stack_exists() -> bool:
    stacks = place.client("cloudformation").list_stacks()["StackSummaries"]
    return any(stack["StackName"] == place.STACK for stack in stacks)


def _start_portal() -> None:
    # Always afresh: it knows the deployment's ids.
    process.stop("portal")
    python = str(CACHE / "cloud" / "bin" / "python")
    process.start("portal", [python, str(place.ROOT / "infra" / "local" / "proxy.py")], {"PACKHOUSE_LOCAL": str(LOCAL)}, _portal_answers)


def _portal_answers() -> bool:
    try:
        with urllib.request.urlopen(f"{_portal()}/config.json", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _portal() -> str:
    return f"http://localhost:{place.ports()['portal']}"


def _write_run(outputs: dict[str, str], logins: list[dict[str, object]]) -> None:
    place.write("run.json", {
        "portal": _portal(),
        "api": f"{_portal()}/v1",
        "machine_api": f"{_portal()}/machine/v1",
        "drop_bucket": outputs["BucketName"],
        "aws_endpoint": place.endpoint(),
        "mail_inbox": f"{place.endpoint()}/_ministack/ses/messages",
        "sftp": sftp.logins(outputs["BucketName"], [store["id"] for store in demo.STORES]),
        "logins": logins,
    })  # fmt: skip


def _show(seconds: float) -> None:
    known = place.read("run.json")
    say(place.read("main_job.json")["summary"])
    say(f"\nReady in {seconds:.0f} s.\n\n  Portal  {known['portal']}\n  API     {known['api']}\n\n  Logins (authenticator secrets are in {LOCAL / 'run.json'}; `make codes` prints their current codes)")
    for login in known["logins"]:
        code = "  + authenticator" if login["totp_secret"] else ""
        say(f"    {login['role']:<18} {login['email']:<38} {login['password']}{code}")


if __name__ == "__main__":
    {"up": up, "run": run, "down": down}[sys.argv[1]]()
