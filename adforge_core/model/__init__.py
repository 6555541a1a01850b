"""What an ad is: frozen values and the arithmetic on them. No files, no clocks, no randomness of its own."""
