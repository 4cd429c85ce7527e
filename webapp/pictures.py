"""A picture of a page as an SVG file that stands alone."""

import re
from functools import cache

from flask import Response, render_template

from webapp.frame import STYLE

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@cache
def style() -> str:
    """Return the rules of the stylesheet that pictures need, in light colours."""
    text = STYLE.read_text(encoding="utf-8")
    tokens = re.search(r":root \{.*?\n\}", text, re.DOTALL)
    rules = re.search(r"/\* pictures.*?\*/(.*?)/\* end of pictures \*/", text, re.DOTALL)
    assert tokens and rules
    return f"{tokens[0].replace('light dark', 'light')}\nsvg {{ background: #fff; }}\n{rules[1]}"


def file(template: str, name: str, **context: object) -> Response:
    """Return a picture as a file, drawn by a template of `drawings/`."""
    body = render_template("drawings/file.svg", template=template, **context).strip()
    body = body.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    body = body.replace("</svg>", f"<style><![CDATA[{style()}]]></style></svg>")
    response = Response(body, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    response.headers["Content-Security-Policy"] = POLICY
    return response
