"""How often one address may ask."""

import time

import pytest
from werkzeug.exceptions import TooManyRequests

from webapp.serving.limiting import Rate


def test_each_address_has_its_own_count_and_a_new_one_when_its_window_ends() -> None:
    rate = Rate("2 per second")
    for address in ("192.0.2.1", "192.0.2.2", None):
        rate.check(address)
        rate.check(address)
        with pytest.raises(TooManyRequests) as told:
            rate.check(address)
        assert "2 per second" in str(told.value.description)
        assert told.value.retry_after == 1
    time.sleep(1.1)
    rate.check("192.0.2.1")


def test_every_one_of_several_bounds_holds() -> None:
    rate = Rate("2 per second; 3 per hour")
    rate.check("192.0.2.1")
    rate.check("192.0.2.1")
    time.sleep(1.1)
    rate.check("192.0.2.1")
    with pytest.raises(TooManyRequests) as told:
        rate.check("192.0.2.1")
    assert told.value.retry_after == 3_600
