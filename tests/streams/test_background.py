"""What news articles tell of earlier times in their last paragraphs is past, and so are its figures."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

NEWS = "Nine people were killed and 20 injured when a bus burned near Oruro on Monday, police said.\n\n"


def mentions(tagger, text, kind):
    at = datetime(2022, 10, 11, 9, tzinfo=UTC)
    report = tagger.tag(Post(id="a", source="wire", kind="newswire", text=text, published_at=at))
    return [one for one in report.mentions if one.type == kind]


def dead(tagger, text):
    """The dead of now."""
    return {c.min for one in mentions(tagger, text, "DEATH") if one.polarity == "asserted" for c in one.counts}


@pytest.mark.parametrize(
    "background",
    [
        "More than 140 people died when the express to the coast left the rails near Potosi in November 2016.",
        "In May 2021 nearly 100 people drowned on the lake, and in June a year before a boat broke up, killing 106.",
        "It was the worst crash since March 2012, when 23 people were killed on the road to Cochabamba.",
        "The gorge is known, where soldiers shot dead 34 miners on 16 August 2012 after ten had died.",
        "A fire at a mill killed 112 people in November 2012, and the collapse five months later killed more than 130.",
        "Last year at least three people died when youths fought guards in the same market.",
        "Nineteen people were killed there in a bomb attack on a shop in May last year.",
        "In riots in July across the south at least 14 people died.",
        "In May 2021 a boat broke up on the lake and 90 drowned. About 240 people died on that night alone.",
    ],
)
def test_the_dead_of_the_background_are_not_those_of_now(tagger, background):
    assert dead(tagger, NEWS) == {9}
    assert dead(tagger, NEWS + background) == {9}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("La ville a vu pire : en mars 2018, un incendie avait fait 60 morts au marché.", "fr"),
        ("En abril de 2014 un incendio mató a 15 personas en los mismos cerros.", "es"),
        ("В марте 2018 года при пожаре в торговом центре погибли 60 человек.", "ru"),
    ],
)
def test_other_languages_date_their_background_too(tagger, text, asked):
    news = {
        "fr": "Quatre personnes sont mortes lundi dans l'incendie d'un immeuble à Lyon, selon les pompiers. ",
        "es": "Cuatro personas murieron el lunes en un incendio en Valparaíso, informaron los bomberos. ",
        "ru": "Четыре человека погибли в понедельник при пожаре в Омске, сообщили в МЧС. ",
    }[asked]
    assert dead(tagger, news + text) == {4}


@pytest.mark.parametrize(
    "now",
    [
        "Two more people were killed on Monday at the bend that was widened in 2015.",
        "A pier built in June 2015 fell on a boat and killed two people.",
        "Three of the dead had lived in the town since April 2014.",
    ],
)
def test_a_date_of_something_else_leaves_the_dead_of_now(tagger, now):
    assert all(one.polarity == "asserted" for one in mentions(tagger, NEWS + now, "DEATH"))


def test_the_first_sentence_is_the_news_whatever_it_dates(tagger):
    assert dead(tagger, "Four people died in a fire in the hall last month, an inquest heard on Monday.")


def test_a_figure_goes_with_the_event_that_it_stands_beside(tagger):
    text = NEWS + "It was the deadliest crash since 2012, when three students were killed near Tarija."
    told = {one.polarity: {c.min for c in one.counts} for one in mentions(tagger, text, "DEATH")[1:]}
    assert told["past"] == {3}
    assert 3 not in told.get("asserted", set())


def test_a_day_of_some_weeks_ago_is_no_day_of_now(tagger):
    assert dead(tagger, NEWS + "Gunmen stormed the depot on the night of September 12 and shot dead two guards.") == {9}
    assert dead(tagger, NEWS + "On September 12, two guards had died at the depot.") == {9}
    assert dead(tagger, NEWS + "Gunmen stormed the depot on the night of October 9 and shot dead two guards.") == {9, 2}


def test_who_has_been_arrested_is_no_plan_for_the_day_of_his_court(tagger):
    text = NEWS + "Fifteen men aged between 22 and 51 have been arrested and will appear in court tomorrow."
    (one,) = mentions(tagger, text, "ARREST")
    assert (one.polarity, [(c.min, c.max) for c in one.counts]) == ("asserted", [(15, 15)])


def test_a_headline_of_long_ago_dates_its_report(tagger):
    at = datetime(2023, 1, 16, 22, tzinfo=UTC)
    text = (
        "A retired driver looked at the floor as prosecutors told a jury of the killing of a grocer. Two men "
        "were arrested in the weeks after the stabbing. A guard was injured in the courtroom on Monday."
    )
    post = Post(
        id="a",
        source="wire",
        kind="newswire",
        title="Trial opens over 1994 killing of grocer",
        text=text,
        published_at=at,
    )
    told = {one.type: one.polarity for one in tagger.tag(post).mentions}
    assert (told["DEATH"], told["ARREST"], told["INJURY"]) == ("past", "past", "asserted")


def test_what_a_month_tells_in_a_clause_of_its_own_is_past_for_arrests_and_gas_too(tagger):
    text = "The rally in Oruro ended peacefully on Monday. It was unlike a rally in June, when police used tear gas."
    assert {one.polarity for one in mentions(tagger, text, "FORCE")} == {"past"}
    text += " Some 240 people were hurt on that night, and 305 were arrested."
    assert {one.polarity for one in mentions(tagger, text, "ARREST")} == {"past"}


def test_turkish_dates_stand_before_their_word_for_the_year(tagger):
    text = (
        "Adana'da minibüs devrildi, 4 kişi öldü. Bölgede 2014 yılında benzer bir kazada 9 kişi ölmüştü. "
        "Aynı yıl Isparta'da 17 işçi hayatını kaybetmişti."
    )
    assert dead(tagger, text) == {4}


def test_what_was_put_earlier_at_so_many_is_an_old_figure_in_an_article(tagger):
    around = "The road to the pass is narrow and has seen no repair in years. " * 20
    earlier = "Rescuers had earlier put the death toll at 14 and listed 13 as missing."
    assert dead(tagger, NEWS + around + "\n\n" + earlier) == {9}
    assert dead(tagger, earlier) == {14, 13}  # the missing, too


def test_a_strike_of_warplanes_is_no_walkout_and_a_riot_of_inmates_no_protest(tagger):
    air = "Warplanes hit a market in Taiz on Monday, killing 26. The second strike came while people helped the first."
    assert not [one for one in mentions(tagger, air, "PROTEST") if one.polarity == "asserted"]
    jail = "Twelve inmates were killed in a riot at a prison in Guayaquil on Sunday, the authority said."
    assert not mentions(tagger, jail, "PROTEST")
    assert mentions(tagger, jail, "CLASH")
    assert mentions(tagger, "Miners went on strike in Oruro on Monday over wages.", "PROTEST")
