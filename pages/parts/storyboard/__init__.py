"""What the Storyboard step is made of."""
