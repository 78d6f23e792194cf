"""Plants the bugs of mutants.toml into a scratch copy, one by one, and tells which test sees each.

    python tests/mutants/plant.py SCRATCH [WORD…]     only mutants whose name has one of the words
"""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = tomllib.loads((ROOT / "tests" / "mutants" / "mutants.toml").read_text())

# Our own code is compiled anew for each mutant, so it is not optimised; what it stands on is, as in every other build.
CRATES = [*ROOT.glob("shared/*/Cargo.toml"), *ROOT.glob("functions/*/Cargo.toml"), ROOT / "tests" / "Cargo.toml"]
OURS = [tomllib.loads(path.read_text())["package"]["name"] for path in CRATES]
CARGO = ["cargo", *(word for name in OURS for word in ("--config", f"profile.dev.package.{name}.opt-level=0")), "test", "--quiet"]

# Within so many histories a mutant must be seen.
ENVIRONMENT = os.environ | {"FAULT_HISTORIES": "1000", "FAULT_FIRST": "0", "KILL_STRIDE": "29", "RACES": "5", "INSTA_UPDATE": "no", "RUST_MIN_STACK": str(64 << 20)}


def main(scratch: Path, words: list[str]) -> int:
    suites, mutants = TABLE["suites"], TABLE["mutant"]
    for name in lost():
        print(f"its text does not stand in its file once: {name}")
    if lost():
        return 1
    copy(scratch)
    chosen = [mutant for mutant in mutants if not words or any(word in mutant["name"] for word in words)]
    survivors = []
    for mutant in chosen:
        begun = time.monotonic()
        killer = killer_of(scratch, mutant, suites)
        seconds = time.monotonic() - begun
        print(f"{'killed' if killer else 'SURVIVED'}: {mutant['name']}{f', by {killer}' if killer else ''} ({seconds:.0f} s)", flush=True)
        if not killer:
            survivors.append(mutant["name"])
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants were killed")
    return 1 if survivors else 0


def lost() -> list[str]:
    """Mutants whose text does not stand in its file once: the code went on without them."""
    return [mutant["name"] for mutant in TABLE["mutant"] if (ROOT / mutant["file"]).read_text().count(mutant["old"]) != 1]


def copy(scratch: Path) -> None:
    """The files of the working tree with their times, so that only what changed since is compiled."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    names = {name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file() and not name.startswith("web/node_modules")}
    for name in names:
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, scratch / name)


def killer_of(scratch: Path, mutant: dict, suites: dict[str, str]) -> str | None:
    place = scratch / mutant["file"]
    original = place.read_text()
    place.write_text(original.replace(mutant["old"], mutant["new"]))
    try:
        for name in mutant["tests"]:
            arguments = suites[name].split()
            built = subprocess.run([*CARGO, "--no-run", *arguments], cwd=scratch, env=ENVIRONMENT, capture_output=True, text=True)
            if built.returncode != 0:
                sys.exit(f"{mutant['name']}: it does not compile\n{built.stderr}")
            done = subprocess.run([*CARGO, *arguments], cwd=scratch, env=ENVIRONMENT, capture_output=True, text=True)
            if done.returncode != 0:
                failed = re.findall(r"^    (\S+)$", done.stdout, re.MULTILINE)
                return f"{name}: {failed[0] if failed else 'a crash'}"
    finally:
        place.write_text(original)
    return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
