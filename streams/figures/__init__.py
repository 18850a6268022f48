"""Counts: numbers in words and digits, whom they count, and what they add up to."""
