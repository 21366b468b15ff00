"""Volatility regime: follows the last three returns, less so when the second half of the window moved more."""

from math import sqrt


class VolatilityRegime:
    def __init__(self):
        self.latest = {}

    def tick(self, data):
        self.latest[data["symbol"]] = data

    def predict(self, subject, resolve_horizon_seconds, step_seconds):
        returns = relative_changes(self.latest[subject]["candles_1m"])
        if len(returns) < 3:
            return {"value": 0.0}
        half = max(1, len(returns) // 2)
        baseline = root_mean_square(returns, 0, half)
        recent = root_mean_square(returns, half, len(returns))
        momentum = (returns[-3] + returns[-2] + returns[-1]) / 3
        dampening = 1.0 + max(0.0, recent / max(baseline, 1e-6) - 1.0)
        return {"value": momentum / dampening}


def relative_changes(candles):
    changes = []
    for index in range(1, len(candles)):
        previous = candles[index - 1]["close"]
        if previous != 0:
            changes.append((candles[index]["close"] - previous) / previous)
    return changes


def root_mean_square(values, start, end):
    # Added in order: sum() rounds differently from Python 3.12 on.
    total = 0.0
    for index in range(start, end):
        total += values[index] * values[index]
    return sqrt(total / (end - start)) if end > start else 0.0
