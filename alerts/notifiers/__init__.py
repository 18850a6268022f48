"""Ways for an alert to reach somebody, one module per channel; `alerts.notifiers.registry.CHANNELS` lists them."""
