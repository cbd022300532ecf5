"""Axes as inline SVG: the same bytes every time, ids of its own, real text, and colours that follow the page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from markupsafe import Markup

from salesline.report.pictures.canvas import COLOURS, TIP

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Picture", "picture", "svg"]

SALT = "salesline"
FOLLOWING = {
    "#262626": "--ink",
    "#222222": "--ink",
    "#555555": "--soft",
    "#777777": "--soft",
    "#e4e4e4": "--rule",
    COLOURS["blue"]: "--blue",
}
"""Colours that differ between a light and a dark page, and the page's name for each."""


@dataclass(frozen=True)
class Picture:
    """An inline SVG with its heading and the words that stand in for it."""

    kind: str
    heading: str
    seen: str
    note: str
    svg: Markup


def picture(key: str, heading: str, note: str, ax: Axes, kind: str) -> Picture:
    """Turn Axes into an inline SVG whose ids are its own and whose title and description say what is seen."""
    seen = ax.get_title(loc="left")
    ax.set_title("", loc="left")  # said above it, in letters of the page's size
    code = svg(ax, key)
    opening = f'<svg role="img" aria-labelledby="{key}-title {key}-desc" '
    told = Markup('<title id="{0}-title">{1}</title><desc id="{0}-desc">{2}. {3}</desc>').format(
        key, heading, seen, note
    )
    code = code.replace("<svg ", opening, 1)
    end = code.index(">") + 1
    return Picture(kind, heading, seen, note, Markup(code[:end] + str(told) + code[end:]))  # noqa: S704 - matplotlib's own SVG


def svg(ax: Axes, key: str) -> str:
    """The SVG element of a picture, byte-reproducible; ids carry `key` so that pictures can share a page."""
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.text import Text  # noqa: PLC0415

    out = io.StringIO()
    figure = cast("Figure", ax.figure)
    for text in figure.findobj(Text):
        text.set_parse_math(False)  # $3M to $9M is no formula
    with mpl.rc_context({"svg.hashsalt": f"{SALT}-{key}", "svg.fonttype": "none"}):
        figure.savefig(
            out,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    code = out.getvalue()
    code = code[code.index("<svg ") :]
    code = re.sub(r"<!--.*?-->\s*|<metadata>.*?</metadata>\s*", "", code, flags=re.DOTALL)
    code = re.sub(r'<svg height="[^"]*"|(<svg [^>]*?)\s(?:width|height)="[^"]*"', r"\1", code)
    code = re.sub(rf'<g id="{TIP}([^"]*)">', r"<g><title>\1</title>", code)
    code = re.sub(r"font-family: [^;\"]*;? ?", "", code)
    code = re.sub(r' transform="rotate\(-0 [^"]*"', "", code)
    code = re.sub("|".join(FOLLOWING), lambda found: f"var({FOLLOWING[found[0]]},{found[0]})", code)
    code = re.sub(r"<[^>]+>", lambda tag: re.sub(r"(\d\.\d\d)\d+", r"\1", tag[0]), code)  # not in texts
    return re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{key}-", code)
