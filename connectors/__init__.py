"""Sources in, posts out: pollers and streams that write to Kafka."""
