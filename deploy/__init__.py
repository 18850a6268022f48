"""Everything that runs Tocsin: the composition root. Nobody imports this package."""
