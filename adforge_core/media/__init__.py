"""Pixels, type, sound and the ffmpeg program: the building blocks of the stages."""
