"""Places: the gazetteer, what a name of a text means, and where."""
