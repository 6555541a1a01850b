"""What an ad is: frozen values and the arithmetic on them. No clocks, no randomness, no files but its channels.toml."""
