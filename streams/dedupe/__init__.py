"""Copies, updates and news told apart: signatures, the index of what was seen, the guard, stories."""
