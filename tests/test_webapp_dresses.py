"""Every page in every dress: axe is content and nothing overflows. Slow: `make test-dresses`."""

import os

import pytest

from tests.browsing import Site, violations, wear
from tests.dresses import ALL, Dress
from tests.site import PAGES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif("RBM_SLOW" not in os.environ, reason="slow; make test-dresses runs it"),
]
WORN = tuple(dress for dress in ALL if dress.width in (360, 1280))


@pytest.mark.parametrize("dress", WORN, ids=lambda dress: dress.name)
def test_every_page_is_accessible_in_this_dress(site: Site, dress: Dress) -> None:
    page = site.page()
    faults = []
    for address in PAGES:
        wear(page, site.base + address, dress)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > dress.width:
            faults.append(f"{address} is {wide} pixels wide")
        faults += [f"{address}: {each}" for each in violations(page)]
    page.close()
    assert faults == []
