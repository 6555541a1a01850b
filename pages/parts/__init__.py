"""What the studio's pages share."""
