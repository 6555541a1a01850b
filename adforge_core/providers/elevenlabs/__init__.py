"""Voices and music by ElevenLabs."""

from adforge_core.providers.vendor import Vendor

VENDOR = Vendor(
    name="elevenlabs",
    title="ElevenLabs",
    key="ELEVENLABS_API_KEY",
    keys_at="https://elevenlabs.io/app/settings/api-keys",
    makes={"voice": "voice:ElevenLabsVoice", "bed": "music:ElevenLabsBed"},
)
