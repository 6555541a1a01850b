"""More voices for English on this machine: Kokoro-82M, installed with the extra `voices`."""
