"""How work is done: cached, in threads, with progress, and so that it can be cancelled."""
