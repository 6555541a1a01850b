"""Records a line by each speaker of this machine: `python assets/voices/make_samples.py` (needs `make voices`)."""

import tempfile
from pathlib import Path

from adforge_core.media import ffmpeg
from adforge_core.media.audio import write_wav
from adforge_core.providers.base import SpeechRequest, Voice
from adforge_core.providers.local.kokoro.voice import KokoroVoice
from adforge_core.providers.local.voice import HibariVoice

_LINE = "Good morning! Two minutes, one cup, and the day is yours."
_FOLDER = Path(__file__).resolve().parent


def main() -> None:
    """Writes SPEAKER.m4a beside this file, for each speaker."""
    voices: tuple[Voice, ...] = (HibariVoice(), KokoroVoice())
    for voice in voices:
        for speaker in voice.speakers:
            speech = voice.speak(SpeechRequest(line=_LINE, voice=speaker.id))
            with tempfile.TemporaryDirectory() as folder:
                wav = Path(folder, "line.wav")
                write_wav(wav, speech.samples[:, None], speech.rate)
                ffmpeg.run(
                    ["-i", wav, "-c:a", "aac", "-b:a", "56k", "-movflags", "+faststart", _FOLDER / f"{speaker.id}.m4a"]
                )


if __name__ == "__main__":
    main()
