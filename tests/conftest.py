"""Settings of every test run."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# No deadline: the suite shares two cores, and a slow example says nothing about correctness.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", settings.get_profile("default"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
