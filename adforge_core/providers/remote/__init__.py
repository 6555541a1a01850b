"""What all services over the network have in common."""
