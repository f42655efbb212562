"""Which standards would measure what inspectors wrote, and what they have said of each standard."""
