"""docs/asvs.md is honest: every requirement is answered, what it names is there, and its counts are right."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "asvs.md").read_text()
ANSWERS = ("met", "not applicable", "open")

# The numbers of OWASP ASVS 5.0.0 (github.com/OWASP/ASVS, tag v5.0.0_release), levels 1 and 2; those of level 1 have a star.
NUMBERS = """
1.1.1 1.1.2 1.2.1* 1.2.2* 1.2.3* 1.2.4* 1.2.5* 1.2.6 1.2.7 1.2.8 1.2.9 1.3.1* 1.3.2* 1.3.3 1.3.4 1.3.5 1.3.6 1.3.7 1.3.8 1.3.9 1.3.10 1.3.11 1.4.1 1.4.2 1.4.3 1.5.1* 1.5.2
2.1.1* 2.1.2 2.1.3 2.2.1* 2.2.2* 2.2.3 2.3.1* 2.3.2 2.3.3 2.3.4 2.4.1
3.2.1* 3.2.2* 3.3.1* 3.3.2 3.3.3 3.3.4 3.4.1* 3.4.2* 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1* 3.5.2* 3.5.3* 3.5.4 3.5.5 3.7.1 3.7.2
4.1.1* 4.1.2 4.1.3 4.2.1 4.3.1 4.3.2 4.4.1* 4.4.2 4.4.3 4.4.4
5.1.1 5.2.1* 5.2.2* 5.2.3 5.3.1* 5.3.2* 5.4.1 5.4.2 5.4.3
6.1.1* 6.1.2 6.1.3 6.2.1* 6.2.2* 6.2.3* 6.2.4* 6.2.5* 6.2.6* 6.2.7* 6.2.8* 6.2.9 6.2.10 6.2.11 6.2.12 6.3.1* 6.3.2* 6.3.3 6.3.4 6.4.1* 6.4.2* 6.4.3 6.4.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.6.1 6.6.2 6.6.3 6.8.1 6.8.2 6.8.3 6.8.4
7.1.1 7.1.2 7.1.3 7.2.1* 7.2.2* 7.2.3* 7.2.4* 7.3.1 7.3.2 7.4.1* 7.4.2* 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 7.6.1 7.6.2
8.1.1* 8.1.2 8.2.1* 8.2.2* 8.2.3 8.3.1* 8.4.1
9.1.1* 9.1.2* 9.1.3* 9.2.1* 9.2.2 9.2.3 9.2.4
10.1.1 10.1.2 10.2.1 10.2.2 10.3.1 10.3.2 10.3.3 10.3.4 10.4.1* 10.4.2* 10.4.3* 10.4.4* 10.4.5* 10.4.6 10.4.7 10.4.8 10.4.9 10.4.10 10.4.11 10.5.1 10.5.2 10.5.3 10.5.4 10.5.5 10.6.1 10.6.2 10.7.1 10.7.2 10.7.3
11.1.1 11.1.2 11.2.1 11.2.2 11.2.3 11.3.1* 11.3.2* 11.3.3 11.4.1* 11.4.2 11.4.3 11.4.4 11.5.1 11.6.1
12.1.1* 12.1.2 12.1.3 12.2.1* 12.2.2* 12.3.1 12.3.2 12.3.3 12.3.4
13.1.1 13.2.1 13.2.2 13.2.3 13.2.4 13.2.5 13.3.1 13.3.2 13.4.1* 13.4.2 13.4.3 13.4.4 13.4.5
14.1.1 14.1.2 14.2.1* 14.2.2 14.2.3 14.2.4 14.3.1* 14.3.2 14.3.3
15.1.1* 15.1.2 15.1.3 15.2.1* 15.2.2 15.2.3 15.3.1* 15.3.2 15.3.3 15.3.4 15.3.5 15.3.6 15.3.7
16.1.1 16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3
17.1.1 17.2.1 17.2.2 17.2.3 17.2.4 17.3.1 17.3.2
"""
REQUIRED = {number.rstrip("*"): 1 if number.endswith("*") else 2 for number in NUMBERS.split()}
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in DOCUMENT.splitlines() if re.match(r"\| \d+\.\d+\.\d+ \|", line)]
BY_NUMBER = {row[0]: row for row in ROWS}


def quoted(row: list[str]) -> list[str]:
    return re.findall(r"`([^`]+)`", row[4])


def named(row: list[str]) -> list[str]:
    return [text for text in quoted(row) if "::" in text and "/" in text]


def has(test: str) -> bool:
    """Whether a test of that name stands in that file. Of the portal's tests, whose names are sentences, the beginning will do."""
    path, name = test.split("::", 1)
    text = (ROOT / path).read_text()
    if path.endswith(".rs"):
        return re.search(rf"#\[(?:tokio::)?test[^\]]*\](?:\s*#\[[^\]]*\])*\s*(?:async )?fn {name}\(", text) is not None or re.search(rf"(?s)proptest!.*fn {name}\(", text) is not None
    if path.endswith(".py"):
        return re.search(rf"^def {name}\(", text, re.MULTILINE) is not None
    return re.search(rf"\b(?:it|test)\('{re.escape(name)}", text) is not None


def count(level: int | None) -> list[int]:
    rows = [row for row in ROWS if level is None or row[1] == str(level)]
    of = lambda answer, shown: sum(row[3] == answer and (shown is None or bool(named(row)) is shown) for row in rows)  # noqa: E731
    return [len(rows), of("met", True), of("met", False), of("not applicable", None), of("open", None)]


def test_every_requirement_of_levels_1_and_2_is_there_once_with_its_level():
    assert len(REQUIRED) == 253
    assert [row[0] for row in ROWS] == list(REQUIRED)
    assert {row[0]: int(row[1]) for row in ROWS} == REQUIRED


@pytest.mark.parametrize("number", REQUIRED)
def test_every_requirement_is_answered_by_what_is_there(number):
    row = BY_NUMBER[number]
    assert len(row) == 5 and all(row), row
    _, _, _, answer, where = row
    assert answer in ANSWERS
    assert answer != "open" or "Closed by" in where, "what would close it?"
    for text in quoted(row):
        path = text.split("::", 1)[0]
        if re.fullmatch(r"[\w./-]+\.(rs|tsx?|py|yaml|md|toml|json|sh)", path) and not path.startswith("/") and ("/" in path or (ROOT / path).parent == ROOT):
            assert (ROOT / path).is_file(), path
    for test in named(row):
        assert has(test), f"{test} is not there"


@pytest.mark.parametrize("number", REQUIRED)
def test_sections_that_are_named_are_there(number):
    for path, titles in re.findall(r"`(docs/\w+\.md)` \(([^)]*)\)", BY_NUMBER[number][4]):
        for title in re.findall(r'"([^"]+)"', titles):
            assert re.search(rf"^#+ {re.escape(title)}$", (ROOT / path).read_text(), re.MULTILINE), f"{path}: {title}"


def test_the_counts_at_the_top_are_right():
    said = {match[0].strip(): [int(cell) for cell in match[1].split("|")] for match in re.findall(r"^\| (level 1|level 2|both) \| ([\d |]+) \|$", DOCUMENT, re.MULTILINE)}
    assert said == {"level 1": count(1), "level 2": count(2), "both": count(None)}
    n, shown, unshown, _, still_open = count(None)
    share = shown / (shown + unshown + still_open)
    assert share >= 0.8, f"{share:.1%} of what applies has a test"
    assert f"**{n} of {n}** are answered" in DOCUMENT and f"**{shown} of {shown + unshown + still_open}**" in DOCUMENT and f"({100 * share:.0f} %)" in DOCUMENT


def test_what_is_open_is_named_at_the_top():
    top = DOCUMENT.split("\n## What is open\n", 1)[1].split("\n## ", 1)[0]
    assert set(re.findall(r"^\* \*\*(\d+\.\d+\.\d+)\*\*", top, re.MULTILINE)) == {row[0] for row in ROWS if row[3] == "open"}
