"""What the Placement step is made of."""
