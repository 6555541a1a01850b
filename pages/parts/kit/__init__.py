"""What every page is made of: its frame, its fields, its words, and the studio they all share."""
