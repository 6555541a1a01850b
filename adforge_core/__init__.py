"""AdForge Studio without a screen: from a brief and one product photo to a finished video ad."""

import os

__version__ = "0.1.0"

# ONNX Runtime since 1.29 reports to its maker from the moment it is loaded; this, set before, keeps it from starting.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
