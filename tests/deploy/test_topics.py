"""Topics are made once, with the settings that the rest relies on."""

import pytest
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic, ResourceType

from deploy.brokers.errors import TopicError
from deploy.brokers.topics import OPTIONAL, SETTINGS, TopicPlan, create_topics

FOUR = {"posts": 4, "reports": 4, "stories": 4}


def test_making_them_twice_is_the_same_as_once(broker, topic_prefix):
    plan = TopicPlan(topic_prefix, FOUR)
    first, second = create_topics(broker, plan), create_topics(broker, plan)
    assert (
        set(first.created)
        == set(plan.wanted)
        == {f"{topic_prefix}.{name}" for name in SETTINGS if name not in OPTIONAL}
    )
    assert (second.created, set(second.existing), second.mismatched) == ((), set(plan.wanted), {})


def test_plans_refuse_unknown_names_and_no_partitions():
    with pytest.raises(TopicError, match="'post' is none of posts"):
        TopicPlan(partitions={"post": 4})
    with pytest.raises(TopicError, match="cannot have 0 partitions"):
        TopicPlan(partitions={"posts": 0})


def test_the_embedded_broker_refuses_more_partitions_than_it_has(embedded, topic_prefix):
    with pytest.raises(TopicError, match=r"has 4 partitions a topic, the configuration says 8; lower it, or use"):
        create_topics(embedded, TopicPlan(topic_prefix, {"posts": 8}))


def test_posts_and_reports_outlive_the_window_of_duplicates():
    for name in ("posts", "reports"):
        assert int(SETTINGS[name]["retention.ms"]) > 72 * 3_600_000


@pytest.mark.kafka
def test_settings_and_counts_arrive_at_the_broker(kafka, topic_prefix):
    plan = TopicPlan(topic_prefix, {"posts": 6, "snapshots": 2, "signatures": 3, "votes": 1})
    create_topics(kafka, plan)
    admin = AdminClient(kafka.confluent())
    known = admin.list_topics(timeout=10).topics
    assert {name: len(known[name].partitions) for name in plan.wanted} == plan.wanted
    for name, wanted in SETTINGS.items():
        resource = ConfigResource(ResourceType.TOPIC, plan.topic(name))
        entries = admin.describe_configs([resource])[resource].result(10)
        assert {key: entries[key].value for key in wanted} == dict(wanted)


@pytest.mark.kafka
def test_another_number_of_partitions_is_refused_with_both_numbers(kafka, topic_prefix):
    create_topics(kafka, TopicPlan(topic_prefix, FOUR))
    with pytest.raises(TopicError, match=r"posts has 4 partitions, the configuration says 8.*never changes"):
        create_topics(kafka, TopicPlan(topic_prefix, {"posts": 8}))


@pytest.mark.kafka
def test_a_topic_with_other_settings_is_reported_and_left_alone(kafka, topic_prefix):
    plan = TopicPlan(topic_prefix, FOUR)
    admin = AdminClient(kafka.confluent())
    for future in admin.create_topics([NewTopic(plan.topic("alerts"), 1, 1)]).values():
        future.result(10)
    report = create_topics(kafka, plan)
    assert set(report.mismatched) == {plan.topic("alerts")}
    assert "cleanup.policy is delete, recommended compact" in report.mismatched[plan.topic("alerts")]
    assert plan.topic("alerts") not in report.created
