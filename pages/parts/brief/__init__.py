"""What the Brief step is made of."""
