"""Scope of denial: frames times events; each frame denies, or does not deny, whatever event is put into it."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

NOUNS = {
    "EXPLOSION": ("explosion", "explosions"),
    "FIRE": ("fire", "fires"),
    "CLASH": ("clash", "clashes"),
    "PROTEST": ("protest", "protests"),
    "ARREST": ("arrest", "arrests"),
    "INJURY": ("injury", "injuries"),
    "DEATH": ("death", "deaths"),
}
PARTICIPLES = {"DEATH": "killed", "INJURY": "injured", "ARREST": "arrested", "FREED": "freed"}
ACTS = {
    "STORMING": ("storm the parliament", "stormed the parliament", "storming the parliament"),
    "FORCE": ("fire tear gas", "fired tear gas", "firing tear gas"),
    "CLASH": ("clash with the marchers' rivals", "clashed with their rivals", "clashing with their rivals"),
    "ARREST": ("arrest the organiser", "arrested the organiser", "arresting the organiser"),
    "FIRE": ("set fire to the depot", "set fire to the depot", "setting fire to the depot"),
    "EXPLOSION": ("detonate a bomb", "detonated a bomb", "detonating a bomb"),
    "FREED": ("free the hostages", "freed the hostages", "freeing the hostages"),
    "DEATH": ("kill the guard", "killed the guard", "killing the guard"),
    "PROTEST": ("march on the ministry", "marched on the ministry", "marching on the ministry"),
}
NO_EVENT = [
    "There was no {n} in the town on Monday.",
    "No {n} was reported at the plant, the ministry said.",
    "No {ns} have been reported so far in Lagos.",
    "There were no reports of {ns} in the capital.",
    "There was no sign of {a} when crews arrived.",
    "Officials denied that there had been {a} in the valley.",
    "The governor denied reports of {a} near the border.",
    "The army has flatly denied any {n} took place.",
    "Reports of {a} in Osh were false, police said.",
    "Claims of {a} at the airport turned out to be untrue.",
    "Rumours of {a} at the school proved unfounded.",
    "The rumour of {a} was a hoax.",
    "Contrary to reports, there was no {n} at the market.",
    "Contrary to what was posted online, {a} did not take place.",
    "{A} was narrowly averted on Sunday.",
    "Quick thinking averted {a} at the station.",
    "Police prevented {a} at the stadium.",
    "The day passed without {a}.",
    "The day passed without a single {n}.",
    "The march ended without any {ns}, organisers said.",
    "At no point was there {a}, the mayor insisted.",
    "Neither {a} nor a flood was recorded that night.",
    "It was not {a} but thunder that woke the town.",
    "It wasn't {a}, it was a car backfiring.",
    "The noise came from a quarry, not from {a}.",
    "The city has not seen {a} this week.",
    "We have had no {ns} here, thank God.",
    "Police do not believe there was {a} at the site.",
    "There is no evidence that {a} took place.",
    "There is no truth to reports of {a}.",
    "Nobody reported {a} that evening.",
    "None of the towns reported {ns}.",
    "The inspection found nothing to suggest {a}.",
    "The absence of {ns} surprised observers.",
    "The ministry dismissed as false a report of {a}.",
    "It is not true that there was {a} in the camp.",
    "The story about {a} in the mall is fake.",
    "Zero {ns} were recorded, the observers said.",
    "The town was spared {ns} this time.",
    "Not a single {n} was recorded over the weekend.",
    "Not one {n} was recorded over the weekend.",
    "The vote did not lead to {ns}.",
    "The crash caused no {ns}.",
    "The storm passed with no {ns} and little damage.",
    "The alarm was false and there was no {n}.",
    "The video does not show {a} in Kano.",
    "There were never any {ns}, a spokesman said.",
]
AN_EVENT = [
    "There was {a} in the town on Monday.",
    "Not only was there {a}, the bridge fell too.",
    "The mayor did not deny that there had been {a}.",
    "Nobody denies that there was {a}.",
    "No one disputes that {a} took place.",
    "Police could not prevent {a} at the stadium.",
    "Guards failed to prevent {a} at the gates.",
    "Nothing could stop {a} after that.",
    "The ministry did not say what caused {the}.",
    "There was no explanation for {the} on Sunday.",
    "No one has claimed responsibility for {the}.",
    "It is not clear what led to {the}.",
    "It was not a drill but {a} that emptied the school.",
    "It was {a}, not a drill, the fire service said.",
    "It was no exercise: {a} had hit the depot.",
    "The president has not commented on {the}.",
    "The shop did not reopen after {the}.",
    "Trains were not running because of {the}.",
    "He was not in the building during {the}.",
    "Nobody expected {the} on Friday.",
    "{The} did not come as a surprise.",
    "{The} was not the first this year.",
    "Without warning, {a} shook the district.",
    "There was no water, but {a} was confirmed.",
    "No schools were open after {the} in Goma.",
    "Although the ministry denies it, witnesses saw {a}.",
    "The minister resigned, denying blame for {the}.",
    "Hardly had the speech ended when there was {a}.",
    "No fewer than three {ns} were recorded.",
    "Not a day goes by without {a} in the city.",
]
TO_NOBODY = [
    "No one was {p} in the town.",
    "Nobody was {p}, police said.",
    "No people were {p} on Tuesday.",
    "None of the passengers were {p}.",
    "None of the miners was {p}, a union official said.",
    "Neither of the men was {p}.",
    "Neither the driver nor the guard was {p}.",
    "The mayor was not {p}, his office said.",
    "The journalist wasn't {p}, as some had written.",
    "The singer has not been {p}, her agent said.",
    "Police denied anyone had been {p}.",
    "Officials deny that dozens have been {p}.",
    "It is untrue that ten people were {p}.",
    "Reports that two men had been {p} were wrong.",
    "A rumour that a bishop had been {p} is false.",
    "There is no evidence that anyone was {p}.",
    "Not one person was {p}.",
    "Not a single villager was {p}.",
    "At no time was anybody {p}.",
    "No civilians, soldiers or police were {p}.",
    "There were no {p} among the crew.",
    "Nobody seems to have been {p}.",
    "Never once was a member {p}.",
    "No child was {p} when the bus left the road.",
    "No one is known to have been {p}.",
    "Miraculously, no passenger was {p} in the derailment.",
]
TO_SOMEBODY = [
    "Ten people were {p} in the town.",
    "Not only miners but a cook were {p}.",
    "Nobody but the driver was {p}.",
    "No one except the two guards was {p}.",
    "Not all of the {p} were adults.",
    "No fewer than nine villagers were {p}.",
    "Police did not say how many people had been {p}.",
    "It was not known why the men were {p}.",
    "The army did not deny that a boy had been {p}.",
    "The driver, who was not named, was {p}.",
    "Two brothers, neither of them armed, were {p}.",
    "He was {p}, not his brother.",
    "It was not the driver but a guard who was {p}.",
    "He had never been abroad before he was {p}.",
    "Although no shots were heard, four men were {p}.",
    "No one knows why she was {p}.",
    "The bridge was not damaged, but six people were {p}.",
    "There is no doubt that dozens were {p}.",
    "Nobody could say how many had been {p}.",
    "The ministry, without giving details, said five were {p}.",
]
NOT_DONE = [
    "The men did not {v}.",
    "Police never {vd}, a spokesman said.",
    "They stopped short of {vg}.",
    "They failed to {v} on Monday.",
    "They were unable to {v}.",
    "The men tried to {v} but failed.",
    "They refused to {v}.",
    "They were prevented from {vg}.",
    "They were stopped before they could {v}.",
    "The group denied that it had {vd}.",
    "The group denied {vg}.",
    "They neither {vd} nor left.",
    "They left without {vg}.",
    "They did not attempt to {v}.",
    "They could not {v}, witnesses said.",
    "They held back from {vg}.",
    "They insist they did not {v}.",
    "It is false that they {vd}.",
    "They chose not to {v}.",
    "Nobody {vd} on Monday.",
    "A plot to {v} was foiled.",
]
DONE = [
    "The men {vd}.",
    "They did not hesitate to {v}.",
    "They not only {vd} but sang.",
    "They {vd} without warning.",
    "They {vd} although nobody had told them to.",
    "They could not be stopped and {vd}.",
    "The men, who did not speak, {vd}.",
    "They did not leave until they had {vd}.",
    "They managed to {v} on Monday.",
    "They {vd}, ignoring appeals not to move.",
    "They had no permit but {vd}.",
    "Nothing stopped them from {vg}.",
    "No one stopped them when they {vd}.",
    "They do not deny they {vd}.",
    "They did more than talk: they {vd}.",
]


def article(noun):
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def nouns():
    for kind, (one, many) in NOUNS.items():
        words = {"n": one, "ns": many, "a": article(one), "A": article(one).capitalize()}
        yield kind, words | {"the": f"the {one}", "The": f"The {one}"}


def participles():
    yield from ((kind, {"p": word}) for kind, word in PARTICIPLES.items())


def acts():
    yield from ((kind, {"v": v, "vd": vd, "vg": vg}) for kind, (v, vd, vg) in ACTS.items())


FRAMES = [
    *((frame, nouns, True) for frame in NO_EVENT),
    *((frame, nouns, False) for frame in AN_EVENT),
    *((frame, participles, True) for frame in TO_NOBODY),
    *((frame, participles, False) for frame in TO_SOMEBODY),
    *((frame, acts, True) for frame in NOT_DONE),
    *((frame, acts, False) for frame in DONE),
]


@pytest.mark.parametrize(("frame", "events", "denied"), FRAMES)
def test_a_frame_denies_whatever_event_stands_in_it(tagger, frame, events, denied):
    at = datetime(2024, 5, 14, 12, tzinfo=UTC)
    found = 0
    for kind, words in events():
        text = frame.format(**words)
        report = tagger.tag(Post(id="1", source="frame", kind="newswire", text=text, published_at=at))
        said = {m.polarity for m in report.mentions if m.type == kind and m.polarity != "figurative"}
        assert said in ([set(), {"negated"}] if denied else [set(), {"asserted"}, {"planned"}]), text
        found += bool(said)
    assert found >= 3
