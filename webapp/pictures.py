"""A picture of a page as an SVG or PNG file that stands alone, in light colours."""

import re
from functools import cache
from pathlib import Path

import resvg_py
from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from webapp.frame import STYLE

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
FONTS = Path(__file__).parent / "fonts"
"""Fonts for Latin, Cyrillic, Arabic and Chinese, laid here by the build; the system's without."""
ZOOM = 2.0
"""Pixels of a PNG for each of the picture, so that it prints sharply."""
MOST = 40_000_000
"""Pixels of a PNG; a larger picture is drawn smaller."""
ARABIC = r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefe]+"
HAN = r"[\u2e80-\u30ff\u31c0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]+"
SCRIPTS = {
    "Noto Naskh Arabic": re.compile(rf"{ARABIC}(?:\s+{ARABIC})*"),
    "Noto Sans S Chinese": re.compile(HAN),
}
"""The font for each script that the first one lacks; what draws does not always find it itself."""
WORDS = re.compile(r"(<(?:text|tspan)\b[^>]*>|</tspan>)([^<]+)")
TYPES = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}


@cache
def style() -> str:
    """Return the rules of the stylesheet that pictures need, in light colours.

    Values stand in the place of variables, and each selector by itself: few programs that draw
    SVG know `var()` and `:is()`.
    """
    text = STYLE.read_text(encoding="utf-8")
    tokens = re.search(r":root \{(.*?)\n\}", text, re.DOTALL)
    rules = re.search(r"/\* pictures.*?\*/(.*?)/\* end of pictures \*/", text, re.DOTALL)
    assert tokens and rules
    values = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", tokens[1]))
    plain = re.sub(r"var\((--[\w-]+)\)", lambda match: values[match[1]], rules[1])
    plain = re.sub(r"([^{},]*):is\(([^)]*)\)", _alternatives, plain)
    family = " ".join(values["--sans"].split())
    return f"svg {{ background: #fff; font-family: {family}; }}\n{plain}"


def _alternatives(match: re.Match[str]) -> str:
    return ",".join(f"{match[1]}{each.strip()}" for each in match[2].split(","))


def drawn(template: str, **context: object) -> str:
    """Return a picture as SVG that stands alone, drawn by a template of `drawings/`."""
    body = render_template("drawings/file.svg", template=template, **context).strip()
    body = body.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return body.replace("</svg>", f"<style><![CDATA[{style()}]]></style></svg>")


def png(svg: str) -> bytes:
    """Return a picture as PNG, twice its size unless that is too large."""
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    area = float(size[1]) * float(size[2]) if size else 1.0
    zoom = min(ZOOM, (MOST / max(area, 1.0)) ** 0.5)
    fonts = sorted(str(file) for file in FONTS.glob("*.[ot]tf"))
    if fonts:
        svg = WORDS.sub(lambda match: match[1] + _in_fonts(match[2]), svg)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            background="#ffffff",
            font_files=fonts or None,
            skip_system_fonts=bool(fonts),
            sans_serif_family="Noto Sans",
            font_family="Noto Sans",
        )
    )


def _in_fonts(text: str) -> str:
    """Return text whose words in other scripts name the font that has their signs."""
    for family, script in SCRIPTS.items():
        text = script.sub(rf'<tspan font-family="{family}">\g<0></tspan>', text)
    return text


def file(template: str, name: str, **context: object) -> Response:
    """Return a picture as the file that the address asks for: SVG, or PNG drawn from it."""
    format_ = request.values.get("format", "svg")
    if format_ not in TYPES:
        abort(400, _("There is no picture in the format “%(name)s” here.", name=format_))
    svg = drawn(template, **context)
    response = Response(svg if format_ == "svg" else png(svg), content_type=TYPES[format_])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format_}"'
    response.headers["Content-Security-Policy"] = POLICY
    return response
