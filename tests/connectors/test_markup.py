"""Text out of HTML, as the tagger can read it."""

import pytest

from connectors.markup import text_of


@pytest.mark.parametrize(
    "markup", ["ware&shy;house in Ka\u00adzan", "<p>ware&shy;house <b>in</b> Ka&#173;zan", "ware\u2060house in Kazan"]
)
def test_hints_for_the_printer_do_not_cut_words_in_two(markup: str) -> None:
    assert text_of(markup) == "warehouse in Kazan"
