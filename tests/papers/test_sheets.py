"""Our sheets as programs find them that know nothing of ours: a scanner reads the bar codes of each label, a reader the text of each sheet,
a checker the file. `SHEETS` says how many; the program that writes them is `shared/documents/examples/sheets.rs`."""

import json
import os
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp

N_SHEETS = int(os.environ.get("SHEETS", "140"))
# The label's place on the sheet of A4, in millimetres: 100 by 70, ten from the right and from the bottom.
PAGE_HEIGHT, LABEL_LEFT, LABEL_TOP, LABEL_WIDTH, LABEL_HEIGHT = 297, 100, 217, 100, 70
POINTS_PER_MM = 72 / 25.4
# Of a laser printer that is low on toner rather than of a good one.
DOTS_PER_INCH = 203


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sheets")
    program = Path(os.environ["CARGO_TARGET_DIR"]) / "debug" / "examples" / "sheets"
    subprocess.run([program, str(N_SHEETS), place], check=True)
    return place


@pytest.fixture(scope="session")
def expected(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "sheets.jsonl").read_text().splitlines()]


@pytest.fixture(scope="session")
def document(folder: Path) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(folder / "sheets.pdf")


def test_a_scanner_reads_both_codes_of_every_label(document: pypdfium2.PdfDocument, expected: list[dict]) -> None:
    assert len(expected) == N_SHEETS
    wrong = [(sheet["first_page"], sheet["codes"], read) for sheet in expected if (read := codes_of(document[sheet["first_page"] - 1])) != sheet["codes"]]
    assert not wrong, f"{len(wrong)} of {N_SHEETS} labels: {wrong[:5]}"


def test_a_reader_finds_all_that_the_order_says(document: pypdfium2.PdfDocument, expected: list[dict]) -> None:
    for sheet in expected:
        pages = range(sheet["first_page"] - 1, sheet["first_page"] - 1 + sheet["pages"])
        text = "".join(letters_of(document[page].get_textpage().get_text_range()) for page in pages)
        missing = [words for words in [*sheet["says"], *sheet["skus"]] if letters_of(words) not in text]
        assert not missing, f"page {sheet['first_page']}: {missing} is not in {text}"


def test_the_file_is_sound(folder: Path) -> None:
    with pikepdf.open(folder / "sheets.pdf") as file:
        assert file.check_pdf_syntax() == []


def codes_of(page: pypdfium2.PdfPage) -> list[str]:
    """From top to bottom, what the scanner reads first in each place: read backwards, one code in a thousand looks like a short other one."""
    page_width = page.get_width() / POINTS_PER_MM
    margins = (LABEL_LEFT, PAGE_HEIGHT - LABEL_TOP - LABEL_HEIGHT, page_width - LABEL_LEFT - LABEL_WIDTH, LABEL_TOP)
    bitmap = page.render(scale=DOTS_PER_INCH / 72, grayscale=True, crop=tuple(max(0, side) * POINTS_PER_MM for side in margins))
    # As somebody holds a scanner: along the code, not across the address.
    found = zxingcpp.read_barcodes(bitmap.to_numpy().squeeze(), formats=zxingcpp.BarcodeFormat.Code128, try_rotate=False)
    by_place = {code.position.top_left.y: code.text for code in reversed(found)}
    return [by_place[place] for place in sorted(by_place)]


def letters_of(text: str) -> str:
    """Where a long word is wrapped, a line ends inside it; a hyphen before that is told as a character of PDFium's own."""
    return "".join(text.split()).translate(dict.fromkeys(map(ord, "-\ufffe\x02")))
