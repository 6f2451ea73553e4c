"""Benchmarks: nnlib beside its peers, in figures. `make bench` writes results.json and docs/benchmarks.md."""
