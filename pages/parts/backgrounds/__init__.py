"""What the Backgrounds step is made of."""
