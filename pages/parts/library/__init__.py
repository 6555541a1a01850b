"""What the library of projects is made of."""
