"""The deployed API under Schemathesis: whatever is asked, it answers as its description says, and never with a server error.

It asks as a program of a house of its own, so that nothing of the demo is touched. FUZZ_SECONDS sets how long and FUZZ_SEED the seed,
which is a new one each time with `make fuzz-api` (ten minutes). A failure names its request as a curl command and the seed.
"""

import os
import subprocess

from place import CACHE, LOCAL, ROOT

CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "use_after_free", "unsupported_method",
]  # fmt: skip


def test_whatever_is_asked_is_answered_as_described(known, house):
    seconds = os.environ.get("FUZZ_SECONDS", "60")
    seed = os.environ.get("FUZZ_SEED", "20261124")
    folder = LOCAL / "fuzz"
    folder.mkdir(exist_ok=True)
    config = folder / "schemathesis.toml"
    # Most names must be real: behind one that is not there is nothing to ask.
    config.write_text("\n".join(["[parameters]", *(f'"path.{name}" = "{value}"' for name, value in house.names.items()), ""]))
    done = subprocess.run(
        [
            CACHE / "fuzz" / "bin" / "schemathesis", "--config-file", config, "--no-color", "run", ROOT / "functions" / "api" / "openapi.json",
            "--url", known["machine_api"], "--header", f"x-api-key: {house.key}", "--checks", ",".join(CHECKS), "--max-time", seconds,
            "--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure", "--warnings", "off", "--request-timeout", "40",
            "--suppress-health-check", "all", *(["--seed", seed] if seed else []),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=float(seconds) * 3 + 300,
    )  # fmt: skip
    report = folder / "report.txt"
    report.write_text(done.stdout + done.stderr)
    assert done.returncode == 0, f"{done.stdout[-12000:]}\n{done.stderr[-2000:]}\nThe whole report: {report}"
