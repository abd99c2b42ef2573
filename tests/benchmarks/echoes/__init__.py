"""Bots that only say what they hear, for comparison: python -m tests.benchmarks.echoes.NAME URL TOKEN"""
