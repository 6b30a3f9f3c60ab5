"""What the tests share: the built-in graph, read once, and the settings of Hypothesis."""

import pytest
from hypothesis import HealthCheck, settings

from graph.model import PropertyGraph
from loaders import curated

# The same examples in every run, and no clock: a slow machine is no failure. --hypothesis-profile=search goes further.
settings.register_profile(
    "migov", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", deadline=None, database=None, max_examples=2000)
settings.load_profile("migov")


@pytest.fixture(scope="session")
def built_in() -> PropertyGraph:
    """The graph of the curated tables; not to be changed."""
    return curated.load()
