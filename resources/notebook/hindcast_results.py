"""Reads the result folder of a Hindcast run in a notebook or a script. One file, Python 3.8 or newer.

    from hindcast_results import open_result
    result = open_result("~/.local/share/hindcast/results/<job_id>")
    result                    # a table, in Jupyter
    print(result.summary())
    result.metrics["ic"]
    result.predictions_df     # needs pandas, and one of pyarrow, duckdb, fastparquet

Everything but the predictions needs the standard library only.
"""

import datetime
import hashlib
import html
import importlib
import json
import os
import re

__all__ = ["Result", "ResultError", "open_result"]

_PREDICTIONS = "predictions.parquet"
_FILE_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
_TIME_COLUMNS = ("performed_at", "resolved_at")
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class ResultError(Exception):
    """A folder that is no result, is not whole, or cannot be read with the packages at hand. The text says what to do."""


def open_result(folder, verify=True):
    """Opens a result folder.

    verify: compare every file with its size and SHA-256 in manifest.json, and refuse a folder that was altered.
    Raises ResultError.
    """
    folder = os.path.abspath(os.path.expanduser(os.fspath(folder)))
    if not os.path.isdir(folder):
        raise ResultError("There is no folder %s. `hindcast jobs list` shows the runs and `hindcast jobs show` where they are." % folder)
    manifest = _read_json(folder, "manifest.json")
    if verify:
        _verify(folder, manifest)
    return Result(folder, _read_json(folder, "summary.json"))


class Result:
    """One finished run. Times are UTC, returns and scores are plain ratios, a figure that does not exist is None."""

    def __init__(self, folder, details):
        self.folder = folder
        #: All of summary.json: counts, data quality, config, receipt and so on.
        self.details = details
        self._predictions = None
        self._predictions_df = None

    @property
    def job_id(self):
        return self.details["receipt"]["job_id"]

    @property
    def metrics(self):
        """Metrics of the run by name, all scopes pooled."""
        return dict(self.details["metrics"])

    @property
    def scope_metrics(self):
        """Metrics by scope key, then by name."""
        return {scope["scope_key"]: dict(scope["metrics"]) for scope in self.details.get("scopes", [])}

    @property
    def predictions(self):
        """Every prediction as a dict, in the order made; `performed_at` and `resolved_at` are aware datetimes in UTC.

        Needs one of pyarrow, duckdb, fastparquet. Raises ResultError when there is none.
        """
        if self._predictions is None:
            columns = _read_columns(self._predictions_path())
            names = list(columns)
            self._predictions = [dict(zip(names, row)) for row in zip(*columns.values())]
        return self._predictions

    @property
    def predictions_df(self):
        """Every prediction as a row of a pandas DataFrame, in the order made.

        Needs pandas and one of pyarrow, duckdb, fastparquet. Raises ResultError when one of them is missing.
        """
        if self._predictions_df is None:
            pandas = _optional("pandas")
            if pandas is None:
                raise ResultError(
                    "predictions_df needs pandas: pip install pandas pyarrow. Without it, use .predictions, a list of dicts."
                )
            self._predictions_df = _read_frame(self._predictions_path(), pandas)
        return self._predictions_df

    def summary(self):
        """The run as text: subject, period, predictions, metrics and warnings."""
        facts = self._facts()
        width = max(len(label) for label, _ in facts) + 2
        lines = ["Hindcast: %s" % self.details["name"], ""]
        lines += ["%-*s%s" % (width, label, value) for label, value in facts]
        lines += ["", "METRICS"]
        width = max([len(name) for name in self.metrics] or [0]) + 2
        lines += ["  %-*s%s" % (width, name, _figure(value)) for name, value in self.metrics.items()]
        if self.details["warnings"]:
            lines += ["", "WARNINGS"] + ["  %s" % warning for warning in self.details["warnings"]]
        return "\n".join(lines)

    def __repr__(self):
        return "<Result %s: %s>" % (self.job_id, self.details["name"])

    def _repr_html_(self):
        return "".join(
            [
                "<div><strong>Hindcast: %s</strong>" % html.escape(str(self.details["name"])),
                _html_table([], [[label, value] for label, value in self._facts()]),
                self._html_metrics(),
                "".join("<p>&#9888; %s</p>" % html.escape(str(warning)) for warning in self.details["warnings"]),
                "</div>",
            ]
        )

    def _html_metrics(self):
        scopes = self.details.get("scopes", [])
        # One scope alone is the whole: its column would repeat the pooled one.
        shown = scopes if len(scopes) > 1 else []
        intervals = self.details.get("intervals", {})
        rows = []
        for name, value in self.metrics.items():
            rows.append([name, _figure(value), _interval(intervals.get(name))] + [_figure(scope["metrics"].get(name)) for scope in shown])
        return _html_table(["metric", "all", "interval"] + [scope["scope_key"] for scope in shown], rows)

    def _facts(self):
        details = self.details
        config, counts = details["config"], details["counts"]
        facts = []
        subjects = sorted({scope["subject"] for scope in details.get("scopes", [])})
        if subjects:
            facts.append(("Subject", ", ".join(subjects)))
        if "start" in config and "end" in config:
            facts.append(("Period", "%s to %s" % (config["start"], config["end"])))
        if "predictions" in counts:
            facts.append(("Predictions", "%d (%d scored)" % (counts["predictions"], counts.get("scored", 0))))
        if "mode" in details:
            facts.append(("Mode", details["mode"]))
        headline = details["headline"]
        error = headline["standard_error"]
        facts.append((headline["label"], _figure(headline["value"]) + ("" if error is None else " \u00b1 %.6f" % error)))
        facts.append(("Data", _quality(details["data_quality"])))
        facts.append(("Job", self.job_id))
        return [(label, str(value)) for label, value in facts]

    def _predictions_path(self):
        path = os.path.join(self.folder, _PREDICTIONS)
        if not os.path.isfile(path):
            raise ResultError("The result %s has no %s: a run of kind %s makes no predictions." % (self.folder, _PREDICTIONS, self.details["kind"]))
        return path


def _quality(quality):
    """The badge and how often each fault of the data was counted; results of before they were have the badge alone."""
    faults = ["%d %s" % (count, name.replace("_", " ")) for name, count in quality.get("faults", {}).items() if count > 0]
    return quality["badge"] + (": " + ", ".join(faults) if faults else "")


# --- files ---------------------------------------------------------------------------------------------------------


def _read_json(folder, name):
    path = os.path.join(folder, name)
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        raise ResultError("The folder %s has no %s, so it is not the result of a finished run." % (folder, name)) from None
    except ValueError as error:
        raise ResultError("The file %s is damaged (%s). Run the job again." % (path, error)) from None


def _verify(folder, manifest):
    for entry in manifest["files"]:
        name = entry["name"]
        if not _FILE_NAME.fullmatch(name):
            raise ResultError("manifest.json in %s names the file %r, which no run writes." % (folder, name))
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            raise ResultError("The result %s lacks its file %s. Run the job again." % (folder, name))
        if os.path.getsize(path) != entry["size_bytes"] or _sha256(path) != entry["sha256"]:
            raise ResultError(
                "The file %s was altered after the run: it does not match manifest.json. Run the job again, or open it with verify=False." % path
            )


def _sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


# --- predictions ---------------------------------------------------------------------------------------------------


def _optional(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _no_reader():
    return ResultError("Reading predictions needs one of pyarrow, duckdb, fastparquet: pip install pyarrow.")


def _duckdb_rows(duckdb, path):
    """The query over the file. Times leave as microseconds since the epoch: DuckDB's own conversion needs pytz."""
    names = [row[0] for row in duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()]
    selected = ", ".join(
        'epoch_us("%s") AS "%s"' % (name, name) if name in _TIME_COLUMNS else '"%s"' % name for name in names
    )
    return names, duckdb.execute("SELECT %s FROM read_parquet(?)" % selected, [path])


def _read_columns(path):
    """The columns of a Parquet file as lists by name, with datetimes for times and None for what is missing."""
    pyarrow = _optional("pyarrow.parquet")
    if pyarrow is not None:
        table = pyarrow.read_table(path)
        columns = {}
        for name in table.column_names:
            column = table.column(name)
            # As numbers first: pyarrow's own conversion of times in a zone needs a zone database.
            columns[name] = column.cast("timestamp[us]").cast("int64").to_pylist() if name in _TIME_COLUMNS else column.to_pylist()
        return _with_times(columns)
    duckdb = _optional("duckdb")
    if duckdb is not None:
        names, rows = _duckdb_rows(duckdb.connect(), path)
        return _with_times(dict(zip(names, map(list, zip(*rows.fetchall())))))
    if _optional("fastparquet") is not None:
        # fastparquet stands on pandas, so pandas is there.
        frame = _read_frame(path, importlib.import_module("pandas"))
        return {name: [_plain(value) for value in frame[name].tolist()] for name in frame.columns}
    raise _no_reader()


def _with_times(columns):
    for name in _TIME_COLUMNS:
        if name in columns:
            columns[name] = [
                None if micros is None else _EPOCH + datetime.timedelta(microseconds=micros) for micros in columns[name]
            ]
    return columns


def _plain(value):
    """A cell of a DataFrame as plain Python: None for what is missing, a datetime for a time."""
    if value is None or value != value:
        return None
    return value.to_pydatetime() if hasattr(value, "to_pydatetime") else value


def _read_frame(path, pandas):
    """A Parquet file as a DataFrame whose times are datetime64 in UTC, whichever package read it."""
    if _optional("pyarrow") is not None:
        frame = pandas.read_parquet(path, engine="pyarrow")
    elif _optional("duckdb") is not None:
        _, rows = _duckdb_rows(importlib.import_module("duckdb").connect(), path)
        frame = rows.df()
    elif _optional("fastparquet") is not None:
        frame = pandas.read_parquet(path, engine="fastparquet")
    else:
        raise _no_reader()
    for name in _TIME_COLUMNS:
        if name in frame.columns:
            column = frame[name]
            is_number = pandas.api.types.is_numeric_dtype(column)
            times = pandas.to_datetime(column, unit="us", utc=True) if is_number else pandas.to_datetime(column, utc=True)
            frame[name] = times.astype("datetime64[us, UTC]") if hasattr(times.dt, "as_unit") else times
    return frame


# --- text ----------------------------------------------------------------------------------------------------------


def _figure(value):
    return "n/a" if value is None else "%+.6f" % value


def _interval(interval):
    if interval is None or interval["low"] is None or interval["high"] is None:
        return ""
    return "%s to %s (%g %%)" % (_figure(interval["low"]), _figure(interval["high"]), interval["confidence"] * 100)


def _html_table(header, rows):
    cells = lambda tag, values: "".join("<%s>%s</%s>" % (tag, html.escape(str(value)), tag) for value in values)
    head = "<thead><tr>%s</tr></thead>" % cells("th", header) if header else ""
    return "<table>%s<tbody>%s</tbody></table>" % (head, "".join("<tr>%s</tr>" % cells("td", row) for row in rows))
