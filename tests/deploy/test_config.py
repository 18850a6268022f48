"""The configuration: defaults, what is read, and every mistake with line, field and mend."""

import textwrap
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.notifiers.registry import CHANNELS
from alerts.params import Params
from connectors.post import Home
from connectors.registry import CONNECTORS
from deploy.config import Config, ConfigError, find, load, parse
from deploy.config_lines import lines_of
from deploy.parameters import dedupe_params, escalation_params, plan_of, security_of
from deploy.run import homes

EXAMPLE = Path(__file__).parents[2] / "tocsin.example.toml"


def read(text, **env):
    return parse(textwrap.dedent(text).encode(), env, "tocsin.toml")


def mistakes(text, **env):
    with pytest.raises(ConfigError) as caught:
        read(text, **env)
    return caught.value.problems


def only(text, **env):
    found = mistakes(text, **env)
    assert len(found) == 1, found
    return found[0]


def test_no_file_gives_defaults_that_every_part_accepts():
    config = load(None, {})
    assert config == Config()
    assert config.broker.kind == "embedded"
    assert escalation_params(config) == Params()
    assert dedupe_params(config).newswire_window == timedelta(hours=72)
    assert set(plan_of(config).wanted.values()) == {1}
    assert security_of(config).protocol == "PLAINTEXT"


def test_an_empty_file_is_the_defaults():
    assert read("") == Config()


def test_the_example_is_right_and_its_uncommented_values_are_read():
    config = load(EXAMPLE, {})
    assert config.path == EXAMPLE
    assert [source.type for source in config.sources] == ["jetstream"]
    assert config.tagging.places[0]["city"] == "Bishkek"
    assert config.routes[1].quiet[0].start == "22:00"


def test_the_example_names_every_table_and_every_plain_key():
    text = EXAMPLE.read_text(encoding="utf-8")
    for field in msgspec.structs.fields(Config):
        assert field.name in {"path", "mistakes"} or field.name in text
        inner = type(field.default)
        if isinstance(field.default, msgspec.Struct):
            assert all(each.name in text for each in msgspec.structs.fields(inner)), field.name


def test_the_file_is_the_given_one_then_the_environments_then_the_one_here(tmp_path):
    here = tmp_path / "tocsin.toml"
    assert find(None, {}, tmp_path) is None
    here.touch()
    assert find(None, {}, tmp_path) == here
    assert find(None, {"TOCSIN_CONFIG": "other.toml"}, tmp_path) == Path("other.toml")
    assert find("given.toml", {"TOCSIN_CONFIG": "other.toml"}, tmp_path) == Path("given.toml")


@pytest.mark.parametrize("kind", sorted(CONNECTORS))
def test_the_example_of_every_source_is_accepted(kind):
    assert read(CONNECTORS[kind].example).sources[0].type == kind


@pytest.mark.parametrize("kind", sorted(CHANNELS))
def test_the_example_of_every_channel_is_accepted(kind):
    assert read(CHANNELS[kind].example).channels[0].type == kind


def test_every_mistake_is_reported_at_once_with_line_field_and_mend():
    found = mistakes(
        """\
        metrics = 3
        [broker]
        kind = "locl"
        prefxi = "x"
        partitions = { posts = "3", stories = 0 }
        [[sources]]
        name = "a"
        type = "feeds"
        options = { url = "ftp://example.org", interval_seconds = 3, foo = 1 }
        [[sources]]
        name = "a"
        type = "feds"
        [[sources]]
        type = "feeds"
        [[routes]]
        channel = "desk"
        min_severity = "bad"
        timezone = "Mars/Olympus"
        [[tagging.places]]
        name = "Nowhere"
        [escalation]
        min_reports = "x"
        presume_share = 2
        """
    )
    assert [(problem.line, problem.field) for problem in found] == [
        (1, "metrics"),
        (3, "broker.kind"),
        (4, "broker.prefxi"),
        (5, "broker.partitions.posts"),
        (5, "broker.partitions.stories"),
        (9, "sources[0].options.foo"),
        (9, "sources[0].options.url"),
        (9, "sources[0].options.interval_seconds"),
        (11, "sources[1].name"),
        (12, "sources[1].type"),
        (13, "sources[2].name"),
        (13, "sources[2].options.url"),
        (15, "routes[0]"),
        (16, "routes[0].channel"),
        (17, "routes[0].min_severity"),
        (19, "tagging.places[0].country"),
        (22, "escalation.min_reports"),
        (23, "escalation.presume_share"),
    ]
    assert all(problem.mend.endswith((".", "?")) for problem in found), [p.mend for p in found]


def test_a_misspelt_key_is_told_the_right_one():
    assert only("[broker]\nprefxi = 'x'").mend == "Did you mean `prefix`?"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[broker\n", 1, "not valid TOML"),
        ("a = 1\n[broker]\nkind = embedded\n", 3, "not valid TOML"),
        ("[broker]\nkind = 'local'\nkind = 'local'\n", 3, "not valid TOML"),
        ("x = '''", 1, "not valid TOML"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text, line, says):
    found = only(text)
    assert says in found.problem
    assert found.line == line


def test_what_is_no_utf8_and_what_is_not_there_is_told(tmp_path):
    with pytest.raises(ConfigError, match=r"latin\.toml:2: is not UTF-8"):
        parse("#\n# caf\xe9".encode("latin-1"), {}, "latin.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "none.toml", {})


def test_secrets_come_from_the_environment_whole_or_within_a_text():
    text = """\
        [[channels]]
        name = "desk"
        type = "webhook"
        options = { url = "https://${HOST}/in", secret = "env:KEY" }
        """
    config = read(text, HOST="desk.example.org", KEY="hush-hush-hush")
    assert config.channels[0].options == {"url": "https://desk.example.org/in", "secret": "hush-hush-hush"}
    assert "hush" not in repr(config)


def test_a_secret_that_is_missing_is_a_mistake_that_names_the_variable():
    text = (
        '[broker]\nkind = "kafka://h:9092"\n[broker.security]\nmechanism = "PLAIN"\nusername = "u"\npassword = "env:PW"'
    )
    found = only(text)
    assert (found.line, found.field) == (6, "broker.security.password")
    assert "PW" in found.problem
    assert "empty" in only(text, PW="").problem
    assert read(text, PW="x").broker.security.password == "x"


def test_a_secret_never_shows_in_a_message():
    text = '[[routes]]\nchannel = "terminal"\nmin_severity = "env:ODD"'
    assert "s3cr3t" not in str(mistakes(text, ODD="s3cr3t"))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('[broker]\nkind = "kafka://nohost"', "broker.kind"),
        ('[broker]\nkind = "kafka://h:9092"\nsecurity = { mechanism = "PLAIN" }', "broker.security"),
        ('[broker]\nkind = "kafka://h:9092"\nsecurity = { tls = true, ca_file = "no.pem" }', "broker.security"),
        ('[broker]\nkind = "local"\nsecurity = { tls = true }', "broker.security"),
        ("[broker]\npartitions = { posts = 64 }", "broker.partitions.posts"),
        ("[escalation]\nwatch = 99.0", "escalation.watch"),
        ("[escalation]\nwatch = nan", "escalation.watch"),
        ("[escalation]\nwatch = true", "escalation.watch"),
        ('[dedupe]\nnewswire_window = "3 fortnights"', "dedupe.newswire_window"),
        ("[dedupe]\nnewswire_window = 72", "dedupe.newswire_window"),
        ('[dedupe]\nfamilies = ["none.toml"]', "dedupe.families[0]"),
        ("[dedupe]\nfamilies = [3]", "dedupe.families[0]"),
        (f"[dedupe]\nfamilies = ['{EXAMPLE}']", "dedupe.families[0]"),
        ('[dedupe]\nincidents = ["none.toml"]', "dedupe.incidents[0]"),
        ('[dedupe]\nincidents = "own.toml"', "dedupe.incidents"),
        ("[dedupe]\nshards = 0", "dedupe"),
        ("[dedupe]\nshards = 9", "dedupe.shards"),  # the embedded broker has no room for them
        ('[tagging]\nlexicons = ["none.toml"]', "tagging.lexicons[0]"),
        ('[deadman]\nping_url = "hc-ping.com/uuid"', "deadman.ping_url"),
        ('heartbeat = false\n[deadman]\nping_url = "https://hc-ping.com/uuid"', "deadman.ping_url"),
        ('[deadman]\nmethod = "PUT"', "deadman.method"),
        ('path = "x"', "path"),
        ("sources = 3", "sources"),
        ('[[routes]]\nchannel = "terminal"\nfallback = "pager"', "routes[0].fallback"),
        ('[[sources]]\nname = "a b"\ntype = "jetstream"', "sources[0].name"),
    ],
)
def test_a_rule_that_no_type_can_state_is_held(text, field):
    assert only(text).field == field


def test_a_fault_in_a_file_of_incident_words_is_a_mistake_of_the_configuration(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('language = "en"\n[kinds]\nunrest = "Ruckus"\n')
    found = only(f'[dedupe]\nincidents = ["{own}"]')
    assert found.field == "dedupe.incidents[0]"
    assert "own.toml: kinds.unrest: `Ruckus` is not folded" in found.problem
    own.write_text('language = "en"\n[kinds]\nunrest = "ruckus"\n')
    assert dedupe_params(read(f'[dedupe]\nincidents = ["{own}"]')).incidents == (str(own),)


def test_a_fault_in_a_lexicon_is_a_mistake_of_the_configuration(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('language = "en"\n[triggers]\nNOSUCHTYPE = ["x"]\n')
    found = mistakes(f'[tagging]\nlexicons = ["{own}"]')
    assert {problem.field for problem in found} == {"tagging.lexicons[0]"}
    assert "own.toml" in found[0].problem


def test_who_needs_only_some_tables_is_not_held_up_by_mistakes_in_others():
    text = """\
    [broker]
    prefix = "desk"
    [[sources]]
    name = "closed"
    type = "mastodon"
    options = { server = "https://m.example", token = "env:NOT_HERE" }
    [[channels]]
    name = "pager"
    type = "pagerduty"
    options = { routing_key = "env:NOT_HERE" }
    [tagging]
    lexicons = ["being-edited.toml"]
    [dedupe]
    social_window = "90m"
    """
    raw = textwrap.dedent(text).encode()
    config = parse(raw, {}, "tocsin.toml", frozenset({"broker", "dedupe"}))
    assert (config.broker.prefix, config.sources[0].name, config.channels, config.mistakes) == ("desk", "closed", (), 3)
    assert dedupe_params(config).social_window == timedelta(minutes=90)
    for wrong in (b"[broker]\nkind = 'locl'\n[dedupe]\n", b"sources = 3\n[broker]\nprefix = 7\n", b"[broker\n"):
        with pytest.raises(ConfigError):
            parse(wrong, {}, "tocsin.toml", frozenset({"broker", "dedupe"}))
    assert parse(b"sources = 3\n", {}, "tocsin.toml", frozenset({"broker"})).sources == ()


def test_overrides_reach_the_parameters():
    config = read('[escalation]\nmin_reports = 7\n[dedupe]\nsocial_window = "90m"')
    assert escalation_params(config).min_reports == 7
    assert dedupe_params(config).social_window == timedelta(minutes=90)


def test_shards_bring_topics_of_their_own():
    plain, divided = plan_of(read("")), plan_of(read("[dedupe]\nshards = 4"))
    assert {name: divided.count(name) for name in set(divided.names) - set(plain.names)} == {
        "signatures": 4,
        "votes": 1,
    }


def test_lines_are_found_in_every_form_of_toml():
    text = textwrap.dedent(
        '''\
        # a comment with [brackets] and = signs
        top."quo\\u0074ed" = """
        [not] = a table
        """
        list = [
          "a", # comment ]
          { b = 'x#y', c = [1,
             2] },
        ]
        [[many]]
        x.y = 1
        [many.inner]
        z = 2020-10-05 14:10:00
        [[many]]
        [[many.deep]]
        w = "]"
        '''
    )
    lines = lines_of(text)
    assert lines["top", "quoted"] == 2
    assert lines["list", 0] == 6
    assert lines["list", 1, "c", 1] == 8
    assert lines["many", 0, "x", "y"] == 11
    assert lines["many", 0, "inner", "z"] == 13
    assert lines["many", 1] == 14
    assert lines["many", 1, "deep", 0, "w"] == 16


def test_what_the_example_shows_commented_out_is_right_too():
    text = """\
        [broker]
        kind = "kafka://a.example:9093,b.example:9093"
        replication = 3
        security = { tls = true, mechanism = "SCRAM-SHA-512", username = "tocsin", password = "env:PASSWORD" }
        [[sources]]
        name = "world"
        type = "feeds"
        options = { url = "https://example.org/world.rss", interval_seconds = 300 }
        [[channels]]
        name = "desk"
        type = "webhook"
        options = { url = "https://desk.example.org/tocsin", secret = "env:PASSWORD" }
        [[silences]]
        until = 2030-01-01T00:00:00Z
        countries = ["KG"]
        types = ["PROTEST"]
        channels = ["desk"]
        reason = "announced marches"
        """
    config = read(text, PASSWORD="correct horse")
    assert config.silences[0].until.year == 2030
    security = security_of(config)
    assert (security.protocol, security.password) == ("SASL_SSL", "correct horse")
    assert plan_of(config).replication == 3


PARTS = ["1", "-0.5", "nan", "true", '"x"', '"env:A"', "2020-10-05", "[]", "{}", "'''a\n]'''"]
KEYS = st.sampled_from(["name", "type", "options", "tls", "posts"])
TABLES = [field.encode_name for field in msgspec.structs.fields(Config)]
WRITTEN = st.recursive(
    st.sampled_from(PARTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(lambda parts: f"[ {', '.join(parts)} ]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda table: "{ " + ", ".join(f"{key} = {part}" for key, part in table.items()) + " }"
        ),
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TABLES), st.sampled_from(["", ".kind", ".x", ".type"]), WRITTEN)
def test_however_odd_a_configuration_is_its_mistakes_are_reported_and_nothing_else_is_raised(table, key, value):
    problems = None
    try:
        parse(f"{table}{key} = {value}\n".encode(), {}, "odd.toml")
    except ConfigError as error:
        problems = error.problems
    assert problems is None or problems
    assert all(problem.mend and problem.problem and problem.line for problem in problems or ())


@pytest.mark.parametrize(
    ("lines", "field", "mend"),
    [
        ('country = "Spain"', "country", "two capitals"),
        ('country = "QQ"', "country", "ISO 3166"),
        ('place = "Valencia"', "place", "country ="),
        ('country = "ES"\nplace = "Springfield"', "place", "GeoNames"),
    ],
)
def test_a_source_is_at_home_where_the_gazetteer_knows(lines, field, mend):
    problem = only(f'[[sources]]\nname = "news"\ntype = "files"\noptions = {{ path = "x" }}\n{lines}')
    assert problem.field == f"sources[0].{field}"
    assert mend in problem.mend


def test_where_sources_are_at_home_is_read_of_those_that_say_it():
    paper = '[[sources]]\nname = "paper"\ntype = "files"\noptions = { path = "x" }\n'
    other = paper.replace("paper", "other")
    config = read(f'{other}{paper}country = "ES"\nplace = "Valencia"\n')
    assert homes(config.sources) == {"paper": Home("ES", "Valencia")}
