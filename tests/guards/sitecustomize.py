"""Python loads this when it starts: processes that tests start are kept from the network too."""

import network_guard

network_guard.install()
