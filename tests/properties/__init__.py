"""Whatever people send and operators write: properties that hypothesis tries to break.

The examples are the same at each run, so that CI never fails by chance; `HYPOTHESIS_PROFILE=long` draws many more, and
new ones each time.
"""
