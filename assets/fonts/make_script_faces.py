"""Makes the faces for other scripts from the Noto families: python assets/fonts/make_script_faces.py FOLDER

FOLDER holds the unpacked packages named in SOURCES.md. Needs fonttools, which the studio itself does not. Each face
keeps the characters of its own script only: Latin letters, digits and punctuation are the style's. Chinese, Japanese
and Korean are cut to the characters in everyday use; what one of them lacks, another may have.
"""

import sys
from pathlib import Path

from fontTools import subset

SHARED = (0x20, 0x25CC, *range(0x200B, 0x2010))
"""A space, the joiners, and the circle that shaping puts under a mark without a letter."""

SCRIPTS = {
    "Armenian": ("0530-058F FB13-FB17", "600SemiBold 800ExtraBold"),
    "Bengali": ("0964-0965 0980-09FF", "600SemiBold 800ExtraBold"),
    "Devanagari": ("0900-097F 1CD0-1CFF A8E0-A8FF 20B9", "600SemiBold 800ExtraBold"),
    "Ethiopic": ("1200-139F", "600SemiBold 800ExtraBold"),
    "Georgian": ("10A0-10FF 1C90-1CBF", "600SemiBold 800ExtraBold"),
    "Gujarati": ("0964-0965 0A80-0AFF", "600SemiBold 800ExtraBold"),
    "Gurmukhi": ("0964-0965 0A00-0A7F 262C", "600SemiBold 800ExtraBold"),
    "Kannada": ("0964-0965 0C80-0CFF", "600SemiBold 800ExtraBold"),
    "Khmer": ("1780-17FF 19E0-19FF", "600SemiBold 800ExtraBold"),
    "Lao": ("0E80-0EFF", "600SemiBold 800ExtraBold"),
    "Malayalam": ("0964-0965 0D00-0D7F", "600SemiBold 800ExtraBold"),
    "Myanmar": ("1000-109F A9E0-A9FF AA60-AA7F", "600SemiBold 800ExtraBold"),
    "Oriya": ("0964-0965 0B00-0B7F", "600SemiBold 800ExtraBold"),
    "Sinhala": ("0964-0965 0D80-0DFF", "600SemiBold 800ExtraBold"),
    "Tamil": ("0964-0965 0B80-0BFF", "600SemiBold 800ExtraBold"),
    "Telugu": ("0964-0965 0C00-0C7F", "600SemiBold 800ExtraBold"),
    "Thai": ("0E00-0E7F", "600SemiBold 800ExtraBold"),
    "Arabic": ("0600-06FF 0750-077F 08A0-08FF FB50-FDFF FE70-FEFF", "800ExtraBold"),
    "Hebrew": ("0590-05FF FB1D-FB4F 20AA", "800ExtraBold"),
    "Math": ("2070-209F 2190-22FF 27C0-27FF 2980-2AFF", "400Regular"),
    "Symbols": ("2300-23FF 2460-24FF 2600-26FF 1F100-1F1FF", "600SemiBold"),
    "Symbols2": ("2190-21FF 2300-23FF 2460-24FF 2500-27BF 2B00-2BFF 1F780-1F7FF", "400Regular"),
    "": ("00A0-036F 1D00-1DBF 1E00-1EFF 2000-214F 2150-218F A720-A7FF", "600SemiBold"),
    "JP": ("3000-30FF 31F0-31FF 3220-32FF FF00-FFEF", "700Bold"),
    "KR": ("3000-303F 3131-318E AC00-D7A3 FF00-FFEF", "700Bold"),
    "SC": ("3000-303F FF00-FFEF", "700Bold"),
    "TC": ("3000-303F 3105-312F FF00-FFEF", "700Bold"),
}
"""The characters that each face keeps, in hexadecimal, and its weights."""

CANTONESE = "嘅咗喺嚟冇唔哋佢啲咁嘢睇攞搵乜嘥啱噉嗰咩喎啦囉㗎吖啩嘞嗌嗮曬晒諗瞓靚攰冚嘈嘟嚿嗱揸掟揼踎"


def encoded(codec: str, first: int, last: int) -> set[int]:
    """Returns the characters that `codec` has between two double bytes."""
    found = (pair.to_bytes(2, "big").decode(codec, "ignore") for pair in range(first, last + 1))
    return {ord(char) for char in found if len(char) == 1 and ord(char) > 0x2E7F}


HAN = {
    "JP": encoded("euc_jp", 0xB0A1, 0xF4FE),  # JIS X 0208
    "SC": encoded("gb2312", 0xB0A1, 0xF7FE),  # GB 2312
    "TC": encoded("big5", 0xA440, 0xC67E) | {ord(char) for char in CANTONESE},  # Big5, the frequent ones
}


def make(source: Path, kept: set[int], target: Path) -> None:
    """Writes the face with the characters `kept`, and whatever their shaping needs."""
    options = subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["vhea", "vmtx", "VORG", "DSIG", "STAT", "MATH", "meta"]
    font = subset.load_font(str(source), options)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=kept)
    maker.subset(font)
    subset.save_font(font, str(target), options)
    print(f"{target.name} {target.stat().st_size:,}")


def main(folder: Path) -> None:
    """Makes all faces beside this file."""
    here = Path(__file__).parent
    for script, (ranges, weights) in SCRIPTS.items():
        kept = {*SHARED, *HAN.get(script, ())}
        for each in ranges.split():
            first, _, last = each.partition("-")
            kept.update(range(int(first, 16), int(last or first, 16) + 1))
        for weight in weights.split():
            name = f"NotoSans{script}_{weight}.ttf"
            make(next(folder.rglob(name)), kept, here / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
