"""The suite as its users and integrators meet it: XML-RPC, JSON-2 and a real browser against a running server."""
