"""Articles on different incidents that share a name are hardly ever called next versions of one another."""

from __future__ import annotations

MOST = 0.045, 0.018
"""Share of such pairs that may be linked, three and twenty hours apart."""


def test_articles_that_share_a_name_only_are_kept_apart(strangers):
    pairs = strangers.strangers(strangers.tagging())
    assert len(pairs) > 600
    near, far = (strangers.linked(pairs, hours) for hours in (3, 20))
    assert 1 - near["new"] / len(pairs) <= MOST[0]
    assert 1 - far["new"] / len(pairs) <= MOST[1]
