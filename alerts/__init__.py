"""Reports in, alerts out: escalation detectors, the life of an alert, and its delivery."""
