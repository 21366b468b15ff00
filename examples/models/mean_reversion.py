"""Mean reversion: bets against the distance of the last close from the mean of the last five."""


class MeanReversion:
    def __init__(self, lookback=5, strength=0.7):
        self.lookback = lookback
        self.strength = strength
        self.latest = {}

    def tick(self, data):
        self.latest[data["symbol"]] = data

    def predict(self, subject, resolve_horizon_seconds, step_seconds):
        candles = self.latest[subject]["candles_1m"]
        if len(candles) < 3:
            return {"value": 0.0}
        window = candles[-self.lookback:]
        # Added in order: sum() rounds differently from Python 3.12 on.
        total = 0.0
        for candle in window:
            total += candle["close"]
        mean = total / len(window)
        last = window[-1]["close"]
        return {"value": -self.strength * (last - mean) / max(abs(mean), 1e-9)}
