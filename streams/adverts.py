"""Short posts that are no news by their form: adverts, music that plays, calendars of history.

Disaster words are the name of a song, the scent of a candle, the duty of a post to be filled; the words beside them
differ from one advert to the next, its form does not. Of 12,904 labelled posts, CrisisLexT26 (Olteanu et al., CSCW
2015, MIT) and those of `tests/data/tagging`, 69 have such a form; none of them told of something current, and 17 had
been taken for it. Limits: English.
"""

from __future__ import annotations

import re
from collections.abc import Set

import re2

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
    # the past of books, families and those who dress up for it
    r"|\b(?:ww[12]|wwii?|world war (?:one|two|ii?|[12]))\b"
    r"(?!.*\b(?:bombs?|mines?|shells?|grenades?|ordnance|munitions?)\b)"
    r"|#(?:history|otd|throwback)\b|\bre-?enact(?:ment|ors?)\b|\b(?:nazis?|holocaust|d-day|pearl harbor)\b"
    r"|\bgreat[- ]?(?:grandad|grandfather|grandpa|grandma|grandmother|uncle)\b"
    # jokes
    r"|^\W*when (?:he|she|they|you|your|u|ur|bae|mom|mum|dad|someone|the (?:teacher|prof|boss|beat|bass|waiter))"
    r" (?:says?|tells?|texts?|asks?|finds?|sees?|hits?|wakes?|drops?|plays?|starts?|tr(?:y|ies)|realizes?)\b"
    r"|\bbe like\b|\bi swear\b.*\bcould\b|\bnobody:|\b(?:tfw|mfw|mrw)\b"
    r"|#(?:fml|relatable|mcm|wcw|ootd|foodporn|mondaymotivation|bars|haiku|poetry|micropoetry|amwriting)\b"
    # games, matches, films
    r"|#(?:gta\w*|ps[345]|xbox\w*|gaming|minecraft|fortnite|clashofclans|callofduty|skyrim|twitch)\b"
    r"|\bboss (?:fight|battle)\b|\bzombie apocalypse\b|\b(?:respawn|killstreak|speedrun|dlc)\b"
    r"|#(?:[clm]u?fc|nfl|nba|mlb|nhl|epl|coys|wwe|ufc|superbowl|nascar|fpl|mnf)\b"
    r"|\b(?:touchdown|hat[- ]trick|offside|quarterback|4th and (?:\d+|long|goal|inches)|home ?run|slam dunk)\b"
    r"|\b(?:clean sheet|fantasy football)\b"
    r"|\b(?:season (?:finale|premiere)|series finale|spoilers?|box office|plot twist)\b"
    r"|\bthis (?:novel|movie|film|episode)\b"
    r"|#(?:gameofthrones|twd|thewalkingdead|walkingdead|starwars|marvel|anime|bookreview|kindle|ebook|amreading)\b"
    r"|\bon (?:kindle|netflix|hulu|dvd|blu-?ray)\b|\bpaperback\b"
    # courses, sales, sermons
    r"|\b(?:cpr|first[- ]aid|bleeding[- ]control|self[- ]defen[cs]e|fire safety|preparedness)\b.*"
    r"\b(?:class|classes|courses?|workshop|webinar|seminar)\b|\bfire sale\b"
    r"|\bpsalms?\b|\bscriptures?\b|\bsermon\b|#(?:bible|jesus|prophecy)\b"
    r"|\b(?:romans|john|isaiah|matthew|proverbs|corinthians|revelation|hebrews|jeremiah|ephesians) \d+:\d+"
)
_FORMS = re.compile(_FORMS_TEXT)
_AHEAD = re.compile(r"\(\?[=!]\.\*\\b\([^()]*(?:\([^()]*\)[^()]*)*\)\\b\)")  # ``(?=.*\b(?:code|sale)\b)``
_LIKELY = re2.compile(_AHEAD.sub("", _FORMS_TEXT))
"""The forms without what has to follow or not: in thirty times less time, since all are looked for at once. It knows
letters and figures of ASCII only."""
_SIGNS_TEXT = (
    "hiring vacancy vacancies apply job jobs career careers annum cv internship internships etsy ebay off shipping "
    "delivery preorder preorders pre-order pre-orders order orders shop promo voucher coupon limited np nowplaying "
    "playing spotify soundcloud itunes mixtape setlist video feat ft lyric lyrics day onthisday tbt thisdayinhistory "
    "ago hr hindenburg krakatoa johnstown halifax shirtwaist molasses london tacoma lusitania blitz bowl black "
    "spanish ww1 ww2 wwi wwii world history otd throwback reenactment re-enactment reenactor re-enactor reenactors "
    "re-enactors nazi nazis holocaust d-day pearl great-grandad great-grandfather great-grandpa great-grandma great- "
    "grandmother great-uncle grandad grandfather grandpa grandma grandmother when like swear nobody tfw mfw mrw fml "
    "relatable mcm wcw ootd foodporn mondaymotivation bars haiku poetry micropoetry amwriting gta gta5 gtav gtaonline "
    "ps3 ps4 ps5 xbox xboxone gaming minecraft fortnite clashofclans callofduty skyrim twitch boss zombie respawn "
    "killstreak speedrun dlc cfc lfc mufc nfl nba mlb nhl epl coys wwe ufc superbowl nascar fpl mnf touchdown hat "
    "hat-trick offside quarterback 4th home homerun slam clean fantasy finale premiere spoiler spoilers box plot "
    "novel movie film episode gameofthrones twd thewalkingdead walkingdead starwars marvel anime bookreview kindle "
    "ebook amreading netflix hulu dvd blu-ray bluray paperback class classes course courses workshop webinar seminar "
    "sale psalm psalms scripture scriptures sermon bible jesus prophecy romans john isaiah matthew proverbs "
    "corinthians revelation hebrews jeremiah ephesians th"
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
    if folded.isascii() and not _LIKELY.search(folded):
        return ""
    found = _FORMS.search(folded)
    return found[0] if found else ""
