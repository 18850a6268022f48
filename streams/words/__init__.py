"""Words as data: lexicons, their patterns, stems and learned weights, compiled and kept."""
