"""Lexicons: the shipped ones are sound, a desk's own are checked, merged and reloaded."""

from datetime import UTC, datetime

import msgspec
import pytest

from connectors.codec import RecordError
from connectors.post import Post
from streams.tagging import Tagger
from streams.words import lexicon
from streams.words.lexicon import LEXICONS, LexiconError, check, load_lexicons

POST = Post(
    id="p",
    source="s",
    kind="social",
    text="A ruckus at Oak Court in Bishkek, police say.",
    published_at=datetime(2024, 5, 14, tzinfo=UTC),
)


@pytest.fixture
def desk(tmp_path):
    def write(text):
        path = tmp_path / "desk.toml"
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.mark.parametrize("path", sorted(LEXICONS.glob("??.toml")), ids=lambda path: path.stem)
def test_shipped_lexicons_are_sound(path):
    assert check(path) == []


@pytest.mark.parametrize("language", sorted(load_lexicons()))
def test_no_word_of_news_speaks_against_news(language):
    """A weekday, a crisis word or a victim among the words of other matters would cost every sentence that has it."""
    lexicon = load_lexicons()[language]
    news = {
        *lexicon.words("context", "crisis"),
        *lexicon.classes.get("building", ()),
        *lexicon.classes.get("people", ()),
    }
    news.update(name for names in lexicon.words("times", "days") for name in names.split("|"))
    news.update(word for cue in lexicon.cues.get("people", {}).values() for word in cue)
    for cue in ("elsewhere", "dealings", "sport_sure"):
        assert not news & set(lexicon.words("context", cue)), cue


def test_a_desk_adds_its_own_terms_and_places(desk):
    path = desk(
        'language = "en"\n[triggers.strong]\nCLASH = ["ruckus at|in", "@police rampage"]\n[[places]]\n'
        'name = "Oak Court"\nlat = 42.9\nlon = 74.6\ncountry = "KG"\ncity = "Bishkek"\n'
    )
    assert check(path) == []
    report = Tagger.load(extra=[path]).tag(POST)
    assert [m.type for m in report.mentions] == ["CLASH"]
    assert report.mentions[0].place is not None
    assert report.mentions[0].place.name == "Oak Court"
    assert Tagger.load().tag(POST).mentions == ()


def test_a_desk_has_its_own_names_of_days(desk):
    days = ", ".join(f'"{day}"' for day in "mandag tirsdag onsdag torsdag fredag lørdag søndag".split())  # noqa: SIM905
    path = desk(f'language = "en"\n[times]\ndays = [{days}]\n')
    assert check(path) == []
    text = "Two people died in a fire in Leeds on tirsdag, and one on Wednesday."
    post = Post(id="p", source="s", kind="newswire", text=text, published_at=datetime(2026, 11, 18, 15, tzinfo=UTC))
    times = {mention.time for mention in Tagger.load(extra=[path]).tag(post).mentions}
    assert {time and time.start for time in times} == {datetime(2026, 11, 17, tzinfo=UTC)}


def test_a_file_of_places_needs_no_language(desk):
    path = desk('[[places]]\nname = "Oak Court"\nlat = 42.9\nlon = 74.6\ncountry = "KG"\n')
    assert check(path) == []
    assert "Oak Court" in {place.name for place in Tagger.load(extra=[path]).tag(POST).places}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("language = ", ""),
        ('[triggers.strong]\nCLASH = ["brawl"]\n', "language"),
        ('language = "en"\n[triggers.loud]\nCLASH = ["brawl"]\n', "triggers.loud"),
        ('language = "en"\n[triggers.strong]\nBRAWL = ["brawl"]\n', "triggers.strong.BRAWL"),
        ('language = "en"\n[triggers.strong]\nCLASH = "brawl"\n', "triggers.strong.CLASH"),
        ('language = "en"\n[triggers.strong]\nCLASH = ["brawl", "~3"]\n', "triggers.strong.CLASH[1]"),
        ('language = "en"\n[triggers.strong]\nCLASH = ["ab*"]\n', "triggers.strong.CLASH[0]"),
        ('language = "en"\n[triggers.strong]\nCLASH = ["@nobody fight"]\n', "triggers.strong.CLASH[0]"),
        ('language = "en"\ntriggers = 3\n', "triggers"),
        ('language = "en"\n[negation]\nbefore = ["not ~2"]\n', "negation.before[0]"),
        ('language = "en"\n[negation]\nnever = ["not"]\n', "negation.never"),
        ('language = "en"\n[colours]\nred = ["red"]\n', "colours"),
        ('language = "en"\n[numbers.words]\nmany = "lots"\n', "numbers.words"),
        ('language = "en"\n[times]\ndays = ["mon", "tue"]\n', "times.days"),
        ('language = "tr"\n[times]\ndays = 3\n', "times.days"),
        ('language = "eng"\n', "language"),
        ('language = "en"\n[triggers.strong]\nFIRE = ["kiln burst", ""]\n', "triggers.strong.FIRE[1]"),
        ('language = "en"\n[triggers.strong]\nFIRE = ["kiln burst", 7]\n', "triggers.strong.FIRE[1]"),
        ('places = "Oak Court"\n', "places"),
        ('[[places]]\nname = "Oak Court"\nlat = 99\nlon = 74.6\ncountry = "KG"\n', "places[0].lat"),
        ('[[places]]\nname = "Oak Court"\nlat = 9\nlon = 74.6\ncountry = "Kyrgyzstan"\n', "places[0].country"),
    ],
)
def test_faults_name_file_field_and_mend(desk, text, field):
    path = desk(text)
    errors = check(path)
    assert errors
    assert {error.field for error in errors} >= {field}
    assert all(error.origin == str(path) and error.mend for error in errors)
    with pytest.raises(LexiconError):
        Tagger.load(extra=[path])


def test_a_missing_file_is_named(tmp_path):
    (error,) = check(tmp_path / "none.toml")
    assert "cannot be read" in str(error)
    assert isinstance(error, RecordError)


def test_a_place_of_the_configuration_is_checked():
    with pytest.raises(LexiconError, match="places\\[0\\]"):
        Tagger.load(places=[{"name": "Oak Court"}])


def test_a_number_may_stand_among_alternatives():
    from streams.words.phrases import compile_pattern

    element = compile_pattern("lynched <num>|men", ("DEATH",), "plain", {"number": ["two"]}).elements[1]
    assert element.number
    assert element.words == {"two", "men"}


def _meeting(element):
    """Return a word that an element of a pattern meets."""
    return min(element.words) if element.words else f"{element.stems[0]}s" if element.stems else "3"


@pytest.mark.parametrize("language", sorted(load_lexicons()))
def test_every_trigger_opens_the_gate(language, tagger):
    patterns = [pattern for pattern in load_lexicons()[language].patterns if pattern.elements]
    texts = {pattern.source: " ".join(map(_meeting, pattern.elements)) for pattern in patterns}
    assert [source for source, text in texts.items() if not tagger.gate(text)] == []


def test_quiet_words_do_not_open_the_gate(tagger):
    quiet = "my neighbour grew tomatoes and now the whole staircase eats salad, best thing of the summer"
    assert not tagger.gate(quiet)


def test_compiled_lexicons_are_kept_and_a_broken_file_is_written_anew(tmp_path, monkeypatch):
    def read():
        lexicon._read_shipped.cache_clear()
        return load_lexicons()

    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    compiled = read()
    (kept,) = (tmp_path / "tocsin").iterdir()
    whole = kept.read_bytes()
    assert [_plain(one) for one in (read(), compiled)] == [_plain(compiled)] * 2
    kept.write_bytes(whole[:1000])
    assert _plain(read()) == _plain(compiled)
    assert len(kept.read_bytes()) == len(whole)
    monkeypatch.setenv("TOCSIN_CACHE", str(kept))  # which is no directory
    assert _plain(read()) == _plain(compiled)


def _plain(lexicons):
    return {language: msgspec.structs.asdict(one) | _patterns(one) for language, one in lexicons.items()}


def _patterns(one):
    return {
        name: [msgspec.structs.asdict(pattern) for pattern in getattr(one, name)] for name in ("patterns", "covers")
    }
