"""Web addresses in a brief: as an ad shows and says them, and the name of the product in one."""

import re

_TOPS = """
com net org co io shop store app ai dev me tv info biz uk us de fr eu es it nl be at ch se no dk fi pl cz pt ie ca au nz
in jp kr cn br mx za online site xyz club world life beauty coffee studio design health art ly gg fm cc example
"""
_HOST = rf"(?:[\w-]+\.)+(?:{'|'.join(_TOPS.split())})"
_ADDRESS = re.compile(
    rf"(?<![\w@.])(?:https?://)?(?:www\.)?({_HOST})(?![\w.]*\w)(:\d+)?((?:/[^\s?#,;]*)?)(?:[?#]\S*)?", re.IGNORECASE
)
_PASTED = re.compile(r"(?:https?://|www\.)\S+|\S+\.\w{2,}/\S*", re.IGNORECASE)
_NO_NAMES = """
products product p dp item items shop store collections collection pages en de fr es it us uk gb index html
"""
_SMALL = "and of the for with in to a an"
_SHORT_PATH = 16


def shown_address(text: str) -> str:
    """The text with its web addresses as people write them: "Visit acme.com/tea", not "https://www.acme.com/tea?x=1".

    Example:
        >>> from adforge_core.model.addresses import shown_address
        >>> shown_address("Visit https://www.acme.com/tea/?ref=1.")
        'Visit acme.com/tea.'
    """

    def shown(match: re.Match[str]) -> str:
        path = match[3].rstrip("/.!")
        behind = match[3][len(path) :].replace("/", "")
        # A query is dropped, not the full stop behind it.
        return f"{match[1]}{path}{behind or ('.' if match[0].endswith('.') else '')}"

    return _ADDRESS.sub(shown, text)


def address_in(text: str) -> str:
    """The first web address in a text as people write it, without the full stop behind it; empty without one."""
    match = _ADDRESS.search(text)
    return f"{match[1]}{match[3]}".rstrip("./!") if match else ""


def button_text(text: str, letters: int) -> str:
    """What a button of so many letters shows of a call to action with a web address; empty where it has none.

    The whole of it, else the address, else its site: what the viewer must know to go there is never cut off.
    """
    text, address = shown_address(text), address_in(text)
    if not address:
        return ""
    ways = (text.rstrip(" .!"), address, address.partition("/")[0])
    return next((way for way in ways if len(way) <= letters), ways[-1])


def is_pasted_address(name: str) -> bool:
    """Whether a product's name is a pasted web address, as "https://acme.com/tea" is, and the brand "Hotel.com" not."""
    return _PASTED.fullmatch(name.strip()) is not None and bool(address_in(name))


def name_in(address: str) -> str:
    """The name of the product that a web address leads to: "Breakfast Tea" for "acme.com/products/breakfast-tea"."""
    host, *path = address_in(address).split("/")
    for part in reversed(path):
        tokens = re.split(r"[-_+]|%20", re.sub(r"\.\w{2,5}$", "", part))
        words = [word for word in tokens if re.fullmatch(r"[^\W\d_]+|\d{1,3}\w?", word)]
        if words and part.lower() not in _NO_NAMES.split() and any(word.isalpha() and len(word) > 2 for word in words):
            return _titled(words)
    labels = [label for label in host.split(".")[:-1] if label not in ("co", "shop", "store", "www")]
    return _titled((labels or [host])[-1].split("-"))


def _titled(words: list[str]) -> str:
    return " ".join(
        word if place and word in _SMALL.split() else word[:1].upper() + word[1:] for place, word in enumerate(words)
    )


def short_address(address: str) -> str:
    """The address for a call to action: its site, with the path where that is short enough to say."""
    found = address_in(address)
    host, _, path = found.partition("/")
    return found if path and len(path) <= _SHORT_PATH and "/" not in path else host
