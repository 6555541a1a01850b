"""Python loads this when it starts: processes that tests start are kept from the network too."""

import network_guard  # type: ignore[import-not-found]  # this folder is on the path of whoever loads this

network_guard.install()
