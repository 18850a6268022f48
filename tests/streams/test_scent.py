"""A short post that names no event may tell of one by all its words together."""

import pytest


def test_it_is_relevant_and_no_detector_counts_it(tag):
    report = tag("water up to the windows at the school, boats needed, kids still inside")
    assert report.relevant
    assert (report.mentions, report.hazards) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "A bakery near the station in Lima sells nine kinds of bread and the queue is friendly today",
        "my neighbour grew forty tomatoes on a balcony this summer and now everyone eats salad",
    ],
)
def test_everyday_life_is_not(tag, text):
    assert not tag(text).relevant
