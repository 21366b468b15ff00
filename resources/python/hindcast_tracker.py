"""The tracker base of the public starter challenge's contract, for models that want one (contract section 2.1)."""


class TrackerBase:
    """Keeps the latest tick of each subject; a model overrides predict and reads what it needs from here."""

    def __init__(self):
        self._latest_data_by_subject = {}

    def tick(self, data):
        """Keeps `data` under its symbol; data without one is kept under "_default"."""
        key = data.get("symbol", "_default") if isinstance(data, dict) else "_default"
        self._ticks()[key] = data

    def _get_data(self, subject):
        """The latest tick of `subject`, else of "_default", else None."""
        ticks = self._ticks()
        return ticks.get(subject, ticks.get("_default"))

    def _ticks(self):
        # A subclass may define __init__ without calling this one.
        return self.__dict__.setdefault("_latest_data_by_subject", {})

    def predict(self, subject, resolve_horizon_seconds, step_seconds):
        raise NotImplementedError("a tracker must define predict")
