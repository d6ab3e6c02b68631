"""What spans addons: clients of a running server, benchmarks, checks of the source."""
