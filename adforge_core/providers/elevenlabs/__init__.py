"""ElevenLabs: voices, and music composed to order."""
