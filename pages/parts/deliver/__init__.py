"""What the Deliver step is made of."""
