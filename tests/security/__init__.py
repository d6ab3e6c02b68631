"""Who reaches what: the access matrix, and the same questions asked over RPC of a running server."""
