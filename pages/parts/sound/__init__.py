"""What the Sound step is made of."""
