"""What a clause says: its events, whether they happened, who says so, and when."""
