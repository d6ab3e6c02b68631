"""Benchmarks. A module `bench_<name>.py` has a function `measure(env, race)`; see `runner.Race`."""
