"""Our readers and sheets beside those of others, in turn: `make bench-peers`.

Each pair is run five times after once for nothing; the ratio is that of the processor times of whole processes, and the
median of the five is printed with the goal.
"""

import pathlib
import resource
import statistics
import subprocess
import sys

bench, cache, peers = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
here = pathlib.Path(__file__).parent
fonts = here.parents[2] / "shared/documents/fonts"
PAIRS = 5


def processor_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(name, theirs, ours, must, aim):
    ratios = []
    for pair in range(PAIRS + 1):
        they, we = processor_seconds(theirs), processor_seconds(ours)
        if pair > 0:
            ratios.append(they / we)
    ratio = statistics.median(ratios)
    verdict = "aim" if ratio >= aim else "must" if ratio >= must else "MISSED"
    print(f"{name:44}{they:10.2f} s{we:10.3f} s{ratio:10.1f} x{must:8}{aim:8}  {verdict}", flush=True)


csv, xlsx = (str(cache / f"orders-300000-by-3-in-turn.{kind}") for kind in ("csv", "xlsx"))
for path in (csv, xlsx):
    assert pathlib.Path(path).exists(), f"{path} is missing: run make bench BENCHES=import first"
print(f"{'300,000 rows, 1,000 sheets':44}{'theirs':>12}{'ours':>12}{'ratio':>12}{'must':>8}{'aim':>8}")
read = lambda path: [bench, "probe", "import", "read", path]
compare("CSV, papaparse", ["node", str(here / "read_csv.mjs"), csv, peers], read(csv), 6, 10)
compare("CSV, Python's csv", [sys.executable, str(here / "read_csv.py"), csv], read(csv), 6, 10)
compare("XLSX, python-calamine", [sys.executable, str(here / "read_xlsx.py"), xlsx], read(xlsx), 4, 7)
compare("PDF, ReportLab", [sys.executable, str(here / "sheets.py"), "1000", str(fonts)], [bench, "probe", "documents", "batch", "1000"], 12, 20)
