"""Trend following: expects the direction of the last eight closes to go on. Subclasses the challenge's tracker base."""

from hindcast_tracker import TrackerBase


class TrendFollowing(TrackerBase):
    def __init__(self, lookback=8, strength=0.6):
        super().__init__()
        self.lookback = lookback
        self.strength = strength

    def predict(self, subject, resolve_horizon_seconds, step_seconds):
        candles = self._get_data(subject)["candles_1m"]
        if len(candles) < 3:
            return {"value": 0.0}
        window = candles[-self.lookback:]
        first, last = window[0]["close"], window[-1]["close"]
        return {"value": self.strength * ((last - first) / max(abs(first), 1e-9))}
