#!/usr/bin/env python3
"""Makes the font files beside this script from their Debian packages.

    apt-get install fonts-noto-core fonts-droid-fallback
    pip install fonttools==4.68.0
    python3 make.py [folder of fonts, default /usr/share/fonts/truetype]

Noto Sans is cut down to the scripts our documents are set in: Latin with all its extensions (so
Polish and Vietnamese), Greek, Cyrillic, punctuation, currency signs and a few marks. Droid Sans
Fallback keeps every Chinese character and kana it has; glyphs that no character reaches go.
Hints and layout tables go too: paper needs no hints, and we set glyph by glyph.
"""

import sys
import zlib
from pathlib import Path

from fontTools import subset

HERE = Path(__file__).parent
FONTS = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/truetype")

TEXT = [
    (0x0020, 0x007E), (0x00A0, 0x024F),  # Latin
    (0x02B9, 0x02BC), (0x02C6, 0x02DD), (0x0300, 0x0338),  # modifiers, combining marks
    (0x0370, 0x03FF), (0x0400, 0x045F), (0x0490, 0x0491), (0x04D8, 0x04E9),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Vietnamese
    (0x2010, 0x2027), (0x2030, 0x205E), (0x2070, 0x208E), (0x20A0, 0x20BF),
    (0x2100, 0x214F), (0x2150, 0x215F), (0x2190, 0x2193), (0x2212, 0x2212), (0x25CC, 0x25CC),
    (0xFFFD, 0xFFFD),
]
CHINESE = [(0x2E80, 0x30FF), (0x31C0, 0x31EF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF)]


def cut(source: Path, ranges) -> bytes:
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "DSIG", "vhea", "vmtx"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in ranges for c in range(first, last + 1)])
    subsetter.subset(font)
    target = HERE / "cut.tmp"
    subset.save_font(font, str(target), options)
    data = target.read_bytes()
    target.unlink()
    return data


for style in ("Regular", "Bold"):
    (HERE / f"NotoSans-{style}.ttf").write_bytes(cut(FONTS / f"noto/NotoSans-{style}.ttf", TEXT))
chinese = cut(FONTS / "droid/DroidSansFallbackFull.ttf", CHINESE)
(HERE / "DroidSansFallback.ttf.zlib").write_bytes(zlib.compress(chinese, 9))
