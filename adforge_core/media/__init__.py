"""Pixels, type, sound and the ffmpeg program: what the stages are built from."""
