"""Background programs of the local cloud, each with a pid file and a log."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence

from place import LOCAL, environment


class DidNotStart(RuntimeError):
    """The program ended or never became ready; the message says where its log is."""


def start(name: str, command: Sequence[str], variables: Mapping[str, str], is_ready: Callable[[], bool], seconds: float = 60) -> None:
    log = LOCAL / f"{name}.log"
    with log.open("ab") as output:
        child = subprocess.Popen(command, env=environment(**variables), stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True)
    _pid_file(name).write_text(str(child.pid))
    until = time.monotonic() + seconds
    while not is_ready():
        if child.poll() is not None:
            _pid_file(name).unlink()
            raise DidNotStart(f"{name} ended at once; see {log}")
        if time.monotonic() > until:
            stop(name)
            raise DidNotStart(f"{name} was not ready after {seconds:.0f} s; see {log}")
        time.sleep(0.1)


def stop(name: str, seconds: float = 90) -> None:
    """Ends the program and waits for it: the cloud writes its state on the way out."""
    pid = running(name)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + seconds
        while _is_alive(pid):
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
    _pid_file(name).unlink(missing_ok=True)


def running(name: str) -> int | None:
    file = _pid_file(name)
    if not file.exists():
        return None
    pid = int(file.read_text())
    return pid if _is_alive(pid) and _is_ours(pid) else None


def _pid_file(name: str):
    return LOCAL / f"{name}.pid"


def _is_alive(pid: int) -> bool:
    try:
        # A child of this very script is a zombie until it is waited for.
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _is_ours(pid: int) -> bool:
    """Guards against a pid that another program got after a crash."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return f"PACKHOUSE_LOCAL={LOCAL}".encode() in file.read()
    except FileNotFoundError:
        # No /proc (macOS): believe the pid file.
        return True
    except PermissionError:
        return False
