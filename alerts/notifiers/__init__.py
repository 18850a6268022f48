"""Ways for an alert to reach somebody, one module per channel."""
