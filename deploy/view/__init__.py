"""The live terminal view of a running pipeline, and the summary of a drill."""
