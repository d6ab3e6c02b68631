"""Many clients at once against a server with several worker processes, some of which are killed meanwhile."""
