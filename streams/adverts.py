"""Short posts that are no news by their form: adverts, music that plays, calendars of history.

Disaster words are the name of a song, the scent of a candle, the duty of a post to be filled; the words beside them
differ from one advert to the next, its form does not. Of 12,904 labelled posts, CrisisLexT26 (Olteanu et al., CSCW
2015, MIT) and those of `tests/data/tagging`, 69 have such a form; none of them told of something current, and 17 had
been taken for it. Limits: English.
"""

from __future__ import annotations

import re
from collections.abc import Set

__all__ = ["AGAINST", "form"]

AGAINST = 4.0  # what the form takes from a trigger's score: one without another reading holds against it
_FORMS_TEXT = (
    # posts to be filled
    r"\b(?:(?:now|we're|we are) hiring|vacanc(?:y|ies)|apply (?:by|now|at|online|today|here|before)"
    r"|job (?:opening|alert|fair|vacancy)s?|careers? at|per annum|cv to|internships?)\b"
    r"|#(?:jobs?|hiring|career\w*)\b|£\d+k\b|\d/hr\b"
    # things to be bought
    r"|\betsy\b|\bebay\b|% off\b(?=.*\b(?:code|sale|order|shop|all|everything)\b)"
    r"|\b(?:free (?:shipping|delivery)|pre-?orders?|shop now|promo code|coupon|voucher code|limited edition)\b"
    # what plays
    r"|#np\b|#?now ?playing\b|\b(?:spotify|soundcloud|itunes|mixtape|setlist|official video|music video)\b"
    r"|\bfeat\. |\bft\. [a-z]|\blyrics?\b"
    # calendars
    r"|\bon this day\b|#?onthisday\b|\bthis day in\b|#tbt\b|#?thisdayinhistory\b"
    r"|\b\d{2,3} years ago (?:today|tonight)\b"
    r"|\b(?:hindenburg|krakatoa|johnstown flood|halifax explosion|triangle shirtwaist|great molasses"
    r"|great fire of london|tacoma narrows|lusitania|the blitz|dust bowl|black death|spanish flu)\b"
)
_FORMS = re.compile(_FORMS_TEXT)
_SIGNS_TEXT = (
    "hiring vacancy vacancies apply job jobs career careers annum cv internship internships etsy ebay off shipping "
    "delivery preorder preorders pre-order pre-orders order orders shop promo voucher coupon limited np nowplaying "
    "playing spotify soundcloud itunes mixtape setlist video feat ft lyric lyrics day onthisday tbt thisdayinhistory "
    "ago hr hindenburg krakatoa johnstown halifax shirtwaist molasses london tacoma lusitania blitz "
    "bowl black spanish"
)
_SIGNS = frozenset(_SIGNS_TEXT.split())
"""Words of which every form has one, or a sum of money, or what begins like ``#careers``; sooner told."""


def form(folded: str, words: Set[str]) -> str:
    """Return the words that show such a form, or an empty string.

    Args:
        folded: a short post.
        words: its distinct words.
    """
    if _SIGNS.isdisjoint(words) and "£" not in folded and "#career" not in folded:
        return ""
    found = _FORMS.search(folded)
    return found[0] if found else ""
