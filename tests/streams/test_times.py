"""Local times and days become UTC."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connectors.post import Post

PUBLISHED = datetime(2020, 10, 5, 18, 30, tzinfo=UTC)  # a Monday; in Bishkek already Tuesday


@pytest.fixture
def span(tag):
    def read(text, published_at=PUBLISHED):
        mentions = [m for m in tag(text, published_at=published_at).mentions if m.time]
        assert mentions, tag(text, published_at=published_at)
        return mentions[0].time.start, mentions[0].time.end

    return read


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("At 8:10 p.m. local time on 5 October 2020 parliament in Bishkek caught fire.", "2020-10-05T14:10:00Z"),
        ("Parliament in Bishkek caught fire at 20:10.", "2020-10-05T14:10:00Z"),
        ("Parliament in Bishkek caught fire at 14:10 UTC.", "2020-10-05T14:10:00Z"),
        ("An explosion hit Paris at 9 p.m. on Sunday.", "2020-10-04T19:00:00Z"),
        ("An explosion hit New York at 9:30 a.m.", "2020-10-05T13:30:00Z"),
        ("В 20:10 в Бишкеке загорелось здание.", "2020-10-05T14:10:00Z"),
        ("An explosion hit a village in Kenya at 9 a.m.", "2020-10-05T06:00:00Z"),
        ("An explosion hit Paris two hours ago.", "2020-10-05T16:30:00Z"),
        ("An explosion hit Paris about 20 minutes ago.", "2020-10-05T18:10:00Z"),
        ("An explosion hit Paris half an hour ago.", "2020-10-05T18:00:00Z"),
        ("An explosion hit Paris an hour ago.", "2020-10-05T17:30:00Z"),
        ("An explosion hit Paris at midnight.", "2020-10-04T22:00:00Z"),
        ("Clashes broke out in Paris around noon on Sunday.", "2020-10-04T10:00:00Z"),
        ("Clashes broke out in London at 8 in the evening on Sunday.", "2020-10-04T19:00:00Z"),
        ("Una explosión sacudió Madrid hace dos horas, hay heridos.", "2020-10-05T16:30:00Z"),
        ("Una explosión sacudió Madrid a las 8 de la mañana, hay heridos.", "2020-10-05T06:00:00Z"),
        ("Une explosion a secoué Paris il y a une heure.", "2020-10-05T17:30:00Z"),
        ("Une explosion a secoué Paris vers 19h.", "2020-10-05T17:00:00Z"),
        ("Une explosion a secoué Paris à 8 heures du soir dimanche.", "2020-10-04T18:00:00Z"),
        ("Два часа назад в Бишкеке прогремел взрыв.", "2020-10-05T16:30:00Z"),
        ("Взрыв прогремел в Бишкеке час назад.", "2020-10-05T17:30:00Z"),
        ("В 8 вечера в Бишкеке прогремел взрыв.", "2020-10-05T14:00:00Z"),
        ("An explosion hit Paris at 9 a.m. ET.", "2020-10-05T13:00:00Z"),
        ("В 20:10 мск в Омске прогремел взрыв.", "2020-10-05T17:10:00Z"),
        ("Взрыв прогремел в Самаре в 17:40 по московскому времени.", "2020-10-05T14:40:00Z"),
        ("Une explosion a secoué Paris à 19h10 et à Lyon.", "2020-10-05T17:10:00Z"),
        ("В полдень в Бишкеке прогремел взрыв.", "2020-10-05T06:00:00Z"),
    ],
)
def test_clock_times_are_local_to_the_place(span, text, start):
    at = datetime.fromisoformat(start)
    assert span(text) == (at, at)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Clashes broke out in Paris on Sunday.", "2020-10-03T22:00:00Z", "2020-10-04T22:00:00Z"),
        ("Clashes broke out in Paris yesterday.", "2020-10-03T22:00:00Z", "2020-10-04T22:00:00Z"),
        ("Clashes broke out in London on 3 October.", "2020-10-02T23:00:00Z", "2020-10-03T23:00:00Z"),
        ("Вчера в Бишкеке прошел митинг.", "2020-10-04T18:00:00Z", "2020-10-05T18:00:00Z"),
        ("Clashes broke out in Paris last night.", "2020-10-04T16:00:00Z", "2020-10-05T04:00:00Z"),
        ("Anoche hubo una explosión en Madrid con heridos.", "2020-10-04T16:00:00Z", "2020-10-05T04:00:00Z"),
        ("Clashes broke out in Paris this morning.", "2020-10-05T04:00:00Z", "2020-10-05T10:00:00Z"),
        ("Clashes broke out in Paris three days ago.", "2020-10-01T22:00:00Z", "2020-10-02T22:00:00Z"),
        ("Clashes broke out in Paris on 2020-10-03.", "2020-10-02T22:00:00Z", "2020-10-03T22:00:00Z"),
        ("Clashes broke out in Paris on 3/10/2020.", "2020-10-02T22:00:00Z", "2020-10-03T22:00:00Z"),
        ("Clashes broke out in Chicago on 10/3/2020.", "2020-10-03T05:00:00Z", "2020-10-04T05:00:00Z"),
        ("03.10.2020 в Бишкеке прошел митинг.", "2020-10-02T18:00:00Z", "2020-10-03T18:00:00Z"),
    ],
)
def test_days_are_local_too(span, text, start, end):
    assert span(text) == (datetime.fromisoformat(start), datetime.fromisoformat(end))


def test_a_time_without_a_day_is_the_latest_before_publication(span):
    start, _ = span("An explosion hit London at 11 p.m.")
    assert start == datetime(2020, 10, 4, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["Three killed on 31 February.", "Three killed at 27:99.", "Three killed, 5-0.", "Three killed on 31/02/2020."],
)
def test_impossible_times_are_no_times(tag, text):
    assert all(m.time is None for m in tag(text, published_at=PUBLISHED).mentions)


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("when", ["yesterday", "at 11 p.m.", "on Friday", "on 30 December", "on 31 December 9999"])
def test_at_the_ends_of_the_calendar_there_is_no_time_and_no_error(tag, at, when):
    assert tag(f"Three people were killed in Apia {when}.", published_at=at).relevant


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("The march on 14 November will start in London at noon.", "2020-11-14T12:00:00Z"),
        ("The strike in London on 14 November is going ahead, the union said.", "2020-11-14T00:00:00Z"),
        ("Thousands are expected to march in London on Saturday.", "2020-10-09T23:00:00Z"),
    ],
)
def test_what_is_planned_is_of_the_next_such_day(tag, text, start):
    mention = next(m for m in tag(text, published_at=PUBLISHED).mentions if m.time)
    assert mention.polarity == "planned"
    assert mention.time.start == datetime.fromisoformat(start)


def test_a_march_told_in_the_past_tense_is_of_the_last_such_day(span):
    assert span("Thousands marched through London on 3 October.")[0] == datetime(2020, 10, 2, 23, tzinfo=UTC)


TABLE = Path(__file__).parents[1] / "data" / "tagging" / "times.tsv"
WRITTEN = datetime(2026, 11, 18, 15, tzinfo=UTC)  # a Wednesday
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]


def _meant(when, zone):
    """What a row says: minutes from publication, or a day beside its own and a clock time or two hours."""
    if when == "NONE":
        return None
    if when.startswith("UTC"):
        at = WRITTEN + timedelta(minutes=int(when.removeprefix("UTC")))
        return at, at
    days, *hours = when.split()
    midnight = datetime.combine(WRITTEN.astimezone(ZoneInfo(zone)).date() + timedelta(days=int(days)), time())

    def local(hour):
        minutes = 60 * int(hour.partition(":")[0]) + int(hour.partition(":")[2] or 0)
        return (midnight + timedelta(minutes=minutes)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)

    return local(hours[0]), local(hours[-1])


@pytest.mark.parametrize("kind", ["newswire", "social"])
@pytest.mark.parametrize(("language", "zone", "when", "text"), ROWS)
def test_times_are_said_in_the_words_of_each_language(tagger, language, zone, when, text, kind):
    report = tagger.tag(Post(id="p", source="s", kind=kind, text=text, published_at=WRITTEN))
    told = [m for m in report.mentions if m.polarity != "figurative"]
    assert {m.time and (m.time.start, m.time.end) for m in told} == {_meant(when, zone)}, told


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("tr", "Bursa'da alevler pazarı sardı, iki kişi öldü."),
        ("ru", "На заводе в Самаре прогремел взрыв, двое погибли, вреда для окружающей среды нет."),
        ("ar", "ظهر رجل في مقطع بعد انفجار في البصرة وقتل ثلاثة."),
        ("pl", "Dwie osoby zginęły w Lublinie, ratownicy przyjechali z południa Polski."),
        ("uk", "Двоє людей загинули на півночі Луцька."),
    ],
)
def test_words_that_also_name_a_time_tell_none(tagger, language, text):
    told = tagger.tag(Post(id="p", source="s", kind="newswire", text=text, published_at=WRITTEN)).mentions
    assert told
    assert not [mention.time for mention in told if mention.time], language


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Shots were fired in Leeds between 8pm and 9pm on Monday, two people were injured.", (20, 21)),
        ("From 10am 12 people were injured in clashes in Leeds on Monday.", (10, 10)),
        ("From 10am on Monday 12 people were injured in clashes in Leeds.", (10, 10)),
        ("From 10am to 12 people a minute were injured in clashes in Leeds on Monday.", (10, 10)),
    ],
)
def test_a_span_of_hours_counts_nobody(span, text, hours):
    assert tuple(at.hour for at in span(text, WRITTEN)) == hours


@pytest.mark.parametrize(
    "text",
    ["Дана 14. новембра у Нишу погинуле су две особе.", "Dana 14. novembra u Nišu poginule su dve osobe."],
)
def test_serbian_has_its_months_in_both_scripts(tagger, text):
    report = tagger.tag(Post(id="p", source="s", kind="newswire", lang="sr", text=text, published_at=WRITTEN))
    assert {mention.time.start for mention in report.mentions if mention.time} == {
        datetime(2026, 11, 13, 23, tzinfo=UTC)
    }


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("فجر انتحاري نفسه يوم الاثنين في سوق بالبصرة وقتل ثلاثة.", "2026-11-15T21:00:00Z"),
        ("El lunes dos personas murieron en Sevilla y más tarde otra en el hospital.", "2026-11-15T23:00:00Z"),
        ("In der Nacht kam es auf der Straße am Dienstag in Kiel zu einer Schießerei.", "2026-11-17T17:00:00Z"),
    ],
)
def test_a_day_is_not_parted_by_a_word_of_another_sense(span, text, start):
    assert span(text, WRITTEN)[0] == datetime.fromisoformat(start)
