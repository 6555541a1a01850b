"""Who makes things: one small Protocol a capability, one file a vendor, `local/` for what needs no key."""
