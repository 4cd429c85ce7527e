import re
import struct
from collections.abc import Iterator
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from tests.site import ILO, build
from webapp.pictures import FONTS, MOST, png, style

PICTURES = (
    "/results",
    "/roadmap",
    f"/linkage/why?first={ILO}strategy/rbm&second={ILO}strategy/hr-2005",
    "/query?question=linkage-matrix&view=chart",
    "/ontology/results",
    "/id/example/indicator/grounds",
)
SIGNS = {"en": "Results", "ru": "Результаты", "ar": "النتائج", "zh": "结果框架"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = build(tmp_path_factory.mktemp("pictures"))
    yield app.test_client()
    app.extensions["rbm-service"].pool.close()


def size(image: bytes) -> tuple[int, int]:
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", image[16:24])
    return width, height


@pytest.mark.parametrize("address", PICTURES)
def test_a_picture_is_offered_as_svg_and_as_png_of_twice_its_size(
    client: FlaskClient, address: str
) -> None:
    page = client.get(address).text
    joint = "&" if "?" in address else "?"
    svg = client.get(f"{address}{joint}format=svg")
    image = client.get(f"{address}{joint}format=png")
    assert (svg.mimetype, image.mimetype) == ("image/svg+xml", "image/png")
    assert all(f"format={name}" in page for name in ("svg", "png"))
    wide, high = map(float, re.search(r'width="([\d.]+)" height="([\d.]+)"', svg.text).groups())  # type: ignore[union-attr]
    assert size(image.data) == pytest.approx((wide * 2, high * 2), abs=2)


def test_the_style_of_a_file_needs_no_browser() -> None:
    assert "var(" not in style() and ":is(" not in style()
    assert "#ffffff" in style() and "Noto Sans" in style()


def test_a_huge_picture_is_drawn_smaller() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="20000"></svg>'
    wide, high = size(png(svg))
    assert wide * high <= MOST * 1.01
    assert wide / high == pytest.approx(0.45, rel=0.01)


@pytest.mark.skipif(not any(FONTS.glob("*.ttf")), reason="the fonts were not laid out")
def test_the_fonts_draw_every_script_of_the_interface() -> None:
    def drawn(text: str) -> bytes:
        return png(
            '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">'
            f'<text x="4" y="28" font-size="20" font-family="Noto Sans">{text}</text></svg>'
        )

    images = [drawn(text) for text in SIGNS.values()]
    # A font that lacks a script draws nothing, or the same box for every sign of it.
    for text, image in zip(SIGNS.values(), images, strict=True):
        assert image not in (drawn(""), drawn("\ue000" * len(text)))
    assert all(one != other for one, other in pairwise(images))


def test_a_picture_in_an_unknown_format_is_refused(client: FlaskClient) -> None:
    assert client.get("/results?format=gif").status_code == 400
