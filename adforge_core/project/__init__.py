"""A project on disk: its folder, its history, what was paid for it, and the library it lies in."""
