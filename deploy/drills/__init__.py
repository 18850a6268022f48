"""Drills: simulated streams with known truth, to show and to test the whole path."""
