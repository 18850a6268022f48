"""Posts in, reports out: tagging and duplicate detection, and the Faust agents around them."""
