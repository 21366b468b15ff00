"""Runs a Python model, or a user's function, for Hindcast.

Started by src-worker/kinds/replay/python/python-driver.ts, needs nothing but the standard library (Python 3.8 or newer).
Hindcast talks to it over file descriptors 3 (in) and 4 (out) in frames of one byte type, four bytes little-endian
length, payload; descriptors 1 and 2 belong to the model and end up in the job's log.

What a model sees is what production shows it: the payload and its list of candles are new with each tick and the
model's to keep; the candles in the list are dicts that successive lists share, so a model must not change them.

The loop runs here, so that no message passes per tick: candles arrive in blocks, predictions leave in blocks. Rules and
their numbers are those of docs/spec/replay.md; src-core/kinds/replay/engine/javascript-driver.ts is the twin.
"""

import array
import faulthandler
import gc
import importlib.abc
import importlib.util
import inspect
import json
import math
import os
import random
import re
import signal
import struct
import sys
import threading
import time
import traceback

CHANNEL_IN = 3
CHANNEL_OUT = 4
FLUSH_SECONDS = 0.1
ROUND_TRIP_REQUEST = struct.Struct("<I6d")
ATTEMPTS = 50
READS_AT_REST = 64
STILL_BUSY = b"\x09"
ROUND_TRIP_ONE = struct.Struct("<BIHd")
FRAME = struct.Struct("<cI")
OWN_FRAMES = (__file__, "<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>")
#: Every descriptor on which this process and Hindcast talk.
CHANNELS = [CHANNEL_IN, CHANNEL_OUT]
REPR_LIMIT = 200
#: Bytes that one output may take as JSON.
OUTPUT_LIMIT = 1 << 18
#: Failed calls that are written to the log; the rest is counted.
LOGGED_FAILURES = 20
LOGGED_FRAMES = 100


class Refused(Exception):
    """Ends the run with a code and a sentence for the user; what is in the traceback goes to the log."""

    def __init__(self, code, message, **details):
        super().__init__(message)
        self.code = code
        self.details = details


let_others_run = getattr(os, "sched_yield", lambda: None)


# --- channel -------------------------------------------------------------------------------------------------------


def leave_channel():
    """Runs in every process that the model forks: it must neither write into the channel nor go on with the loop."""
    for descriptor in CHANNELS:
        try:
            os.close(descriptor)
        except OSError:
            pass


def read_exactly(count):
    """Reads `count` bytes; ends the process when Hindcast is gone."""
    parts = []
    while count > 0:
        part = read_some(CHANNEL_IN, min(count, 1 << 20))
        parts.append(part)
        count -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def leave():
    """Ends this process when the worker is gone, with what the model has started: nobody else is left to end that."""
    if hasattr(os, "getpgrp") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def read_some(descriptor, limit):
    """Reads up to `limit` bytes; ends the process when there is nobody left to read from."""
    try:
        data = os.read(descriptor, limit)
    except OSError:
        data = b""
    if not data:
        leave()
    return data


def read_soon(descriptor, limit):
    """Reads from a descriptor that does not block, in a few attempts: waking up takes longer than a light model does."""
    for _ in range(ATTEMPTS):
        try:
            return os.read(descriptor, limit)
        except BlockingIOError:
            let_others_run()
        except OSError:
            break
    return b""


def read_frame():
    kind, length = FRAME.unpack(read_exactly(FRAME.size))
    return kind, read_exactly(length)


def write_all(descriptor, data):
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view):]
    except OSError:
        leave()


def write_frame(kind, *parts):
    length = sum(len(part) for part in parts)
    write_all(CHANNEL_OUT, b"".join((FRAME.pack(kind, length),) + parts))


def write_json(kind, value):
    write_frame(kind, json.dumps(value).encode())


def plain(value, depth=0):
    """A value as JSON can carry it. Numbers that are not finite and objects become tagged dicts."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        # Python refuses to write longer ones as text; they are beyond the largest float anyway.
        return int(value) if value.bit_length() <= 1024 else {"$repr": "an integer of %d bits" % value.bit_length()}
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"$float": repr(float(value))}
    if depth < 8:
        if isinstance(value, dict):
            return {str(key): plain(member, depth + 1) for key, member in value.items()}
        if isinstance(value, (list, tuple)):
            return [plain(member, depth + 1) for member in value]
        if type(value).__module__ == "numpy":
            # A scalar or an array; both know how to become plain Python.
            return plain(value.tolist(), depth + 1)
        if type(value).__module__ in ("decimal", "fractions") and hasattr(value, "__float__"):
            # Decimal and Fraction, which production takes as numbers.
            return plain(float(value), depth + 1)
    try:
        return {"$repr": without_addresses(repr(value))[:REPR_LIMIT]}
    except Exception:
        return {"$repr": "<" + type(value).__name__ + ">"}


def without_addresses(text):
    """The text without the addresses of objects, which differ from run to run."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", text)


def describe(error):
    try:
        text = without_addresses(str(error))
    except Exception:
        text = "an error that cannot say what it is"
    return type(error).__name__ + (": " + text if text else "")


def log(level, message, origin="hindcast"):
    write_json(b"L", {"level": level, "message": message, "origin": origin})


def log_traceback(level, error):
    """Writes an error's traceback to the job's log, without the frames of this file."""
    whole = traceback.TracebackException(type(error), error, error.__traceback__, limit=-LOGGED_FRAMES)
    part = whole
    while part is not None:
        part.stack[:] = [frame for frame in part.stack if frame.filename not in OWN_FRAMES]
        part = part.__cause__ or part.__context__
    log(level, "".join(whole.format()).rstrip(), "model")


# --- loading -------------------------------------------------------------------------------------------------------


class ChallengePackageFallback(importlib.abc.MetaPathFinder):
    """Offers the challenge package's tracker base where the package itself is not installed."""

    NAMES = ("starter_challenge", "starter_challenge.tracker")

    def find_spec(self, name, path=None, target=None):
        if name not in self.NAMES:
            return None
        if name == "starter_challenge":
            log("info", "The package starter_challenge is not installed; using Hindcast's own tracker base instead.")
        folder = os.path.dirname(os.path.abspath(__file__))
        return importlib.util.spec_from_file_location(
            name,
            os.path.join(folder, "hindcast_tracker.py"),
            submodule_search_locations=[folder] if name == "starter_challenge" else None,
        )


class NumpySeeder(importlib.abc.MetaPathFinder):
    """Seeds numpy's global generator as soon as numpy is there, before the model can draw from it."""

    def __init__(self, seed):
        self.seed = seed

    def find_spec(self, name, path=None, target=None):
        if name != "numpy":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_and_seed(module):
                load(module)
                module.random.seed(self.seed)

            spec.loader.exec_module = load_and_seed
        return spec


def load_module(role, path):
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))
    sys.meta_path.append(ChallengePackageFallback())
    name = "hindcast_user_" + "".join(
        character if character.isalnum() else "_" for character in os.path.splitext(os.path.basename(path))[0]
    )
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not os.path.isfile(path):
        raise Refused("MODEL_LOAD_FAILED", "The %s %s is not there, or is no Python file." % (role, path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    interpreter = "%s (Python %d.%d.%d)" % ((sys.executable,) + sys.version_info[:3])
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        where = "line %s" % error.lineno if error.lineno else "an unknown line"
        if error.filename not in (None, path):
            where += " of %s, which it imports" % error.filename
        raise Refused("MODEL_LOAD_FAILED", "The %s %s has a syntax error in %s: %s." % (role, path, where, error.msg))
    except ModuleNotFoundError as error:
        raise Refused(
            "MODEL_LOAD_FAILED",
            "The %s %s needs the package %s, which %s does not have. Install it there (%s -m pip install %s), "
            "or name another interpreter or virtual environment in model.python."
            % (role, path, error.name, interpreter, sys.executable, (error.name or "").split(".")[0]),
            missing_package=error.name,
        )
    except SystemExit as error:
        raise Refused("MODEL_EXITED", "The %s %s called exit(%s) while loading." % (role, path, error.code))
    except BaseException as error:
        log_traceback("error", error)
        raise Refused("MODEL_LOAD_FAILED", "The %s %s threw while loading: %s." % (role, path, describe(error)))
    return module


def is_tracker(candidate, method):
    return callable(getattr(candidate, "tick", None)) and callable(getattr(candidate, method, None))


def find_model(module, path, export, method):
    if export != "default":
        found = getattr(module, export, None)
        if found is None:
            names = ", ".join(name for name in vars(module) if not name.startswith("_")) or "nothing"
            raise Refused("MODEL_LOAD_FAILED", 'The model %s has no "%s". It has: %s.' % (path, export, names))
        return found
    classes = [
        value
        for value in vars(module).values()
        # The base that a model derives from stands in its module too.
        if inspect.isclass(value) and is_tracker(value, method) and value.__name__ != "TrackerBase"
    ]
    own = [value for value in classes if value.__module__ == module.__name__] or classes
    leaves = [value for value in own if not any(other is not value and issubclass(other, value) for other in own)]
    if len(leaves) == 1:
        return leaves[0]
    if len(leaves) > 1:
        raise Refused(
            "MODEL_LOAD_FAILED",
            "The model %s has several trackers: %s. Name one in model.export."
            % (path, ", ".join(sorted(value.__name__ for value in leaves))),
        )
    instances = [
        value
        for name, value in vars(module).items()
        if not name.startswith("_") and not inspect.isclass(value) and not inspect.ismodule(value) and is_tracker(value, method)
    ]
    if len(instances) == 1:
        return instances[0]
    if is_tracker(module, method):
        return module
    raise Refused("MODEL_LOAD_FAILED", "The model %s has no class or object with tick and %s." % (path, method))


def make_model(found, path, params, method):
    model = found
    if inspect.isclass(found) or (callable(found) and not is_tracker(found, method)):
        try:
            model = found(**params)
        except SystemExit as error:
            raise Refused("MODEL_EXITED", "The model %s called exit(%s) in its constructor." % (path, error.code))
        except BaseException as error:
            log_traceback("error", error)
            raise Refused(
                "MODEL_LOAD_FAILED",
                "The model %s threw while it was being constructed: %s. It was given model.params: %s."
                % (path, describe(error), ", ".join(params) or "none"),
            )
    if not is_tracker(model, method):
        raise Refused("MODEL_LOAD_FAILED", "The model %s has no methods tick and %s." % (path, method))
    for name in ("tick", method):
        if inspect.iscoroutinefunction(getattr(model, name)):
            raise Refused("MODEL_LOAD_FAILED", "The model %s has an async %s, but is called without await." % (path, name))
    return model


def bind_call(function, arguments, path, method):
    """How to call `function` with named arguments: (positional, keywords), by its signature."""
    values = [value for _, value in arguments]
    keywords = dict(arguments)
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return values, {}
    parameters = signature.parameters
    if "resolve_horizon_seconds" in keywords and "resolve_horizon_seconds" not in parameters:
        # Challenge packages before February 2026 call it horizon_seconds.
        if "horizon_seconds" in parameters:
            keywords["horizon_seconds"] = keywords.pop("resolve_horizon_seconds")
    for positional, named in (([], keywords), (values, {})):
        try:
            bound = signature.bind(*positional, **named)
        except TypeError:
            continue
        if hasattr(function, "__wrapped__"):
            # The signature is that of what a decorator wraps; the decorator's own may take keywords only.
            return positional, named
        # The same call, with all that can be given by position given so, which is quicker.
        return list(bound.args), bound.kwargs
    raise Refused(
        "MODEL_LOAD_FAILED",
        "The model %s takes %s%s, but is called with %s." % (path, method, signature, ", ".join(name for name, _ in arguments)),
    )


# --- the loop ------------------------------------------------------------------------------------------------------


class Beat(threading.Thread):
    """Ten times a second, while the main thread works:

    - sets `due[0]`, which tells a loop to report; a loop clears it when it has, or at each call
    - winds up the watch, unless the loop is busy and has not cleared `due[0]` since the last time; in that case, with
      a round trip, tells Hindcast that the answer takes time
    - ends the process when its parent is gone

    The watch runs down when one call takes longer than `call_timeout` seconds: then it writes the traceback to
    `hang_file` and ends the process, even while the call holds the interpreter's lock and this thread cannot run.
    """

    def __init__(self, hang_file, call_timeout):
        super().__init__(daemon=True)
        self.due = [False]
        self.busy = [False]
        #: In a round trip: where answers go, and who may write a long one.
        self.answers = None
        self.answering = threading.Lock()
        # Not emptied: room was reserved in it, for the traceback to fit on a disk that is full by then.
        self.hang_file = os.fdopen(os.open(hang_file, os.O_WRONLY | os.O_CREAT, 0o600), "w")
        self.call_timeout = call_timeout

    def wind_up(self, seconds):
        faulthandler.dump_traceback_later(seconds, exit=True, file=self.hang_file)

    def run(self):
        parent = os.getppid()
        while True:
            if not (self.busy[0] and self.due[0]):
                self.wind_up(self.call_timeout + FLUSH_SECONDS)
            elif self.answers is not None:
                with self.answering:
                    if self.busy[0]:
                        write_all(self.answers, STILL_BUSY)
            self.due[0] = True
            time.sleep(FLUSH_SECONDS)
            if os.getppid() != parent:
                leave()


class Question:
    """One scope: when it last predicted, and how to ask."""

    __slots__ = ("scope", "interval", "positional", "keywords", "last")

    def __init__(self, scope, interval, positional, keywords):
        self.scope = scope
        self.interval = interval
        self.positional = positional
        self.keywords = keywords
        self.last = -math.inf


class Subject:
    __slots__ = ("symbol", "questions", "candles", "seen")

    def __init__(self, symbol, questions):
        self.symbol = symbol
        self.questions = questions
        self.candles = []
        self.seen = 0


class Loop:
    def __init__(self, config, model, beat):
        self.config = config
        self.due = beat.due
        self.busy = beat.busy
        self.window = config["window_size"]
        self.first = self.window if config["mode"] == "compatible" else self.window - 1
        self.field = config["plain_field"]
        self.stops = config["on_tick_error"] == "stop"
        self.tick = model.tick
        self.predict = getattr(model, config["method"])
        self.subjects = [Subject(symbol, []) for symbol in config["subjects"]]
        for index, scope in enumerate(config["scopes"]):
            arguments = [(argument["name"], scope["values"][argument["value"]]) for argument in config["arguments"]]
            positional, keywords = bind_call(self.predict, arguments, config["path"], config["method"])
            self.subjects[scope["subject_index"]].questions.append(
                Question(index, scope["interval_seconds"], positional, keywords)
            )
        # With a single scope there is nothing to tell apart.
        self.has_scopes = len(config["scopes"]) > 1
        self.ticks = 0
        self.tick_errors = 0
        self.predict_errors = 0
        self.clear()

    def clear(self):
        # Lists: appending to them is quicker than to arrays, which they become when they leave.
        self.out_scope = []
        self.out_candle = []
        self.out_signal = []
        self.outputs = {}
        self.errors = {}

    # Predictions ------------------------------------------------------------------------------------------------

    def texts(self):
        """Outputs, which are JSON already, and errors by row."""
        outputs = ",".join('"%d":%s' % item for item in self.outputs.items())
        return ('{"outputs":{%s},"errors":%s}' % (outputs, json.dumps(self.errors))).encode()

    def flush(self, last_ts, is_end):
        extra = self.texts() if self.outputs or self.errors else b""
        write_frame(
            b"P",
            struct.pack("<BIIdII", is_end, self.ticks, self.tick_errors, last_ts, len(self.out_candle), len(extra)),
            array.array("d", self.out_signal).tobytes(),
            array.array("I", self.out_candle).tobytes(),
            array.array("H", self.out_scope).tobytes() if self.has_scopes else bytes(2 * len(self.out_candle)),
            extra,
        )
        self.clear()
        self.due[0] = False

    def report(self, ts):
        """Sends what there is in the middle of a block."""
        self.flush(ts, 0)
        # With the high threshold of serve_model(), cycles that hold much memory would pile up in a slow model.
        gc.collect(1)

    def keep(self, question, row, output):
        """Appends what predict returned: as a number where it is just that, as JSON otherwise."""
        value = output
        if type(output) is dict:
            value = output.get(self.field) if len(output) == 1 else None
        if self.field is not None and isinstance(value, (float, int)) and not isinstance(value, bool):
            try:
                number = float(value)
            except OverflowError:
                number = math.nan
            if number - number == 0.0:
                self.append(question, row, number)
                return
        try:
            text = json.dumps(plain(output))
        except BaseException as error:
            # An object of the model's own may throw when it is looked at.
            self.predict_failed(question, row, error)
            return
        if len(text) <= OUTPUT_LIMIT:
            self.outputs[len(self.out_candle)] = text
        else:
            self.errors[len(self.out_candle)] = "the output takes %d bytes as JSON, more than %d" % (len(text), OUTPUT_LIMIT)
        self.append(question, row, math.nan)

    def append(self, question, row, number):
        if self.has_scopes:
            self.out_scope.append(question.scope)
        self.out_candle.append(row)
        self.out_signal.append(number)

    def ask(self, question, row):
        try:
            output = self.predict(*question.positional, **question.keywords)
        except BaseException as error:
            self.predict_failed(question, row, error)
            return
        self.keep(question, row, output)

    def predict_failed(self, question, row, error):
        if isinstance(error, SystemExit):
            raise Refused("MODEL_EXITED", "The model called exit(%s) in %s." % (error.code, self.config["method"]))
        self.predict_errors += 1
        if self.predict_errors <= LOGGED_FAILURES:
            log_traceback("warn", error)
        elif self.predict_errors == LOGGED_FAILURES + 1:
            log("warn", "%s() threw more than %d times; the rest is only counted." % (self.config["method"], LOGGED_FAILURES))
        self.errors[len(self.out_candle)] = describe(error)
        self.append(question, row, math.nan)

    # Ticks ------------------------------------------------------------------------------------------------------

    def tick_failed(self, subject, ts, error):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(ts))
        if isinstance(error, SystemExit):
            raise Refused("MODEL_EXITED", "The model called exit(%s) in tick at %s." % (error.code, at))
        self.tick_errors += 1
        message = "tick() threw at %s (%s): %s" % (at, subject.symbol, describe(error))
        if self.stops:
            log_traceback("error", error)
            raise Refused(
                "MODEL_FAILED",
                message + '. Mend the model, or set model.on_tick_error to "continue".',
                subject=subject.symbol,
                candle_time=at,
            )
        if self.tick_errors <= LOGGED_FAILURES:
            log("warn", message)
            log_traceback("warn", error)
        elif self.tick_errors == LOGGED_FAILURES + 1:
            log("warn", "tick() threw more than %d times; the rest is only counted." % LOGGED_FAILURES)

    def step(self, subject, row, at):
        """One candle of the loop: tick, then every scope that is due. `at` is the candle's place in subject.candles."""
        candles = subject.candles
        ts = candles[at]["ts"]
        self.ticks += 1
        try:
            self.tick({"symbol": subject.symbol, "asof_ts": ts, "candles_1m": candles[at - self.window + 1:at + 1]})
        except BaseException as error:
            self.tick_failed(subject, ts, error)
        for question in subject.questions:
            if ts - question.last >= question.interval:
                question.last = ts
                self.ask(question, row)

    def run_one_subject(self, subject, start, count, times):
        """The rows of a block when there is one subject with one scope: step() unrolled, every name looked up once."""
        question = subject.questions[0]
        candles, symbol, window, due = subject.candles, subject.symbol, self.window, self.due
        tick, predict, interval, field, last = self.tick, self.predict, question.interval, self.field, question.last
        positional, keywords = question.positional, question.keywords
        is_usual = len(positional) == 3 and not keywords
        first, second, third = positional if is_usual else (None, None, None)
        keep_row, keep_signal = self.out_candle.append, self.out_signal.append
        first_row = max(0, self.first - subject.seen)
        # Ticks are counted from the row: one addition less for each of them.
        ticks_before = self.ticks - first_row + 1
        begin, end = start + first_row - window + 1, start + first_row + 1
        for row in range(first_row, count):
            ts = times[row]
            try:
                tick({"symbol": symbol, "asof_ts": ts, "candles_1m": candles[begin:end]})
            except BaseException as error:
                self.tick_failed(subject, ts, error)
            begin += 1
            end += 1
            if ts - last >= interval:
                last = ts
                try:
                    output = predict(first, second, third) if is_usual else predict(*positional, **keywords)
                except BaseException as error:
                    self.predict_failed(question, row, error)
                else:
                    value = output.get(field) if type(output) is dict and len(output) == 1 else None
                    # A float minus itself is 0 unless it is infinite or no number.
                    if type(value) is float and value - value == 0.0:
                        keep_row(row)
                        keep_signal(value)
                    else:
                        self.keep(question, row, output)
            if due[0]:
                self.ticks = ticks_before + row
                self.report(ts)
                keep_row, keep_signal = self.out_candle.append, self.out_signal.append
        question.last = last
        if count > first_row:
            self.ticks = ticks_before + count - 1

    def admit(self, subject, times, columns, count):
        """Makes candles of a block's columns; returns where in subject.candles they start."""
        kept = self.window - 1
        if len(subject.candles) > kept:
            del subject.candles[:len(subject.candles) - kept]
        start = len(subject.candles)
        rest = [columns[index * count:(index + 1) * count] for index in range(5)]
        subject.candles += [
            {"ts": ts, "open": o, "high": h, "low": l, "close": c, "volume": v} for ts, o, h, l, c, v in zip(times, *rest)
        ]
        return start

    def run_block(self, payload):
        blocks = []
        offset = 0
        for subject in self.subjects:
            (count,) = struct.unpack_from("<I", payload, offset)
            # Four bytes of padding keep the columns aligned.
            offset += 8
            times, columns = array.array("q"), array.array("d")
            times.frombytes(payload[offset:offset + 8 * count])
            columns.frombytes(payload[offset + 8 * count:offset + 48 * count])
            offset += 48 * count
            times = times.tolist()
            start = self.admit(subject, times, columns.tolist(), count)
            blocks.append((subject, start, count, times))
        self.busy[0] = True
        if len(blocks) == 1 and not self.has_scopes and self.field is not None:
            subject, start, count, times = blocks[0]
            self.run_one_subject(subject, start, count, times)
            subject.seen += count
        else:
            self.run_interleaved(blocks)
        last = max((block[0].candles[-1]["ts"] for block in blocks if block[0].candles), default=0)
        self.busy[0] = False
        self.flush(last, 1)
        # Collecting cycles after each block, while Hindcast prepares the next, instead of all through it.
        gc.collect(1)

    def run_interleaved(self, blocks):
        order = [
            (times[row], index, row) for index, (_, _, count, times) in enumerate(blocks) for row in range(count)
        ]
        # Time first, then the order of the subjects (rule R3); sorting is stable and nearly free on sorted runs.
        order.sort(key=lambda item: (item[0], item[1]))
        for _, index, row in order:
            subject, start, _, _ = blocks[index]
            if subject.seen >= self.first:
                self.step(subject, row, start + row)
                if self.due[0]:
                    self.report(subject.candles[start + row]["ts"])
            subject.seen += 1

    def run_round_trip(self, requests, answers, answering):
        """Each candle arrives only when it is due, and is answered before the next one comes."""
        size = ROUND_TRIP_REQUEST.size
        # The same pipe again, to look into without waiting.
        glance = os.open(self.config["fifos"][0], os.O_RDONLY | os.O_NONBLOCK)
        CHANNELS.append(glance)
        rest = 0
        while True:
            # Never less than asked for: it is written at once, and fits into the pipe.
            request = b""
            if rest:
                rest -= 1
            else:
                request = read_soon(glance, size)
                if not request:
                    # Hindcast is slow just now, or the processors are taken.
                    rest = READS_AT_REST
            if not request:
                request = read_some(requests, size)
            self.due[0] = False
            self.busy[0] = True
            index, ts, o, h, l, c, v = ROUND_TRIP_REQUEST.unpack(request)
            subject = self.subjects[index]
            candles = subject.candles
            if len(candles) > 4 * self.window + 4096:
                del candles[:len(candles) - self.window + 1]
            candles.append({"ts": int(ts), "open": o, "high": h, "low": l, "close": c, "volume": v})
            if subject.seen >= self.first:
                self.step(subject, 0, len(candles) - 1)
            subject.seen += 1
            count = len(self.out_candle)
            if count == 1 and not self.outputs and not self.errors:
                scope = self.out_scope[0] if self.has_scopes else 0
                answer = ROUND_TRIP_ONE.pack(1, self.tick_errors, scope, self.out_signal[0])
                del self.out_scope[:], self.out_candle[:], self.out_signal[:]
            elif count == 0:
                answer = struct.pack("<BI", 0, self.tick_errors)
            else:
                extra = self.texts()
                answer = b"".join(
                    (
                        struct.pack("<BIHI", 2, self.tick_errors, count, len(extra)),
                        array.array("d", self.out_signal).tobytes(),
                        array.array("H", self.out_scope if self.has_scopes else [0] * count).tobytes(),
                        extra,
                    )
                )
                self.clear()
                # Long enough to be written in parts, between which no sign may come.
                with answering:
                    self.busy[0] = False
                    write_all(answers, answer)
                continue
            self.busy[0] = False
            write_all(answers, answer)


# --- functions -----------------------------------------------------------------------------------------------------


#: What a function is called in a challenge's own package, by its role.
USUAL_NAMES = {"scoring function": "score_prediction", "ground-truth resolver": "resolve_ground_truth"}


def find_function(module, path, export, role):
    found = getattr(module, USUAL_NAMES.get(role, export) if export == "default" else export, None)
    if callable(found):
        return found
    own = [value for value in vars(module).values() if inspect.isfunction(value) and value.__module__ == module.__name__]
    if export == "default" and len(own) == 1:
        return own[0]
    raise Refused("MODEL_LOAD_FAILED", 'The %s %s has no function "%s". Name it in "export".' % (role, path, export))


def call_function(function, parameters):
    try:
        return {"ok": True, "value": plain(function(*parameters))}
    except SystemExit as error:
        return {"ok": False, "reason": "it called exit(%s)" % error.code}
    except BaseException as error:
        return {"ok": False, "reason": describe(error)}


def serve_function(config, beat):
    module = load_module(config["role"], config["path"])
    function = find_function(module, config["path"], config["export"], config["role"])
    beat.start()
    write_json(b"R", {"python": sys.version.split()[0]})
    while True:
        kind, payload = read_frame()
        if kind == b"F":
            return
        results = []
        beat.busy[0] = True
        for parameters in json.loads(payload):
            if beat.due[0]:
                beat.due[0] = False
                # Tells that the block is coming along.
                write_frame(b"A")
            results.append(call_function(function, parameters))
        beat.busy[0] = False
        write_json(b"S", results)


def serve_model(config, beat):
    module = load_module("model", config["path"])
    found = find_model(module, config["path"], config["export"], config["method"])
    model = make_model(found, config["path"], config["params"], config["method"])
    loop = Loop(config, model, beat)
    beat.start()
    if config["feeding"] == "round_trip":
        requests = os.open(config["fifos"][0], os.O_RDONLY)
        beat.answers = os.open(config["fifos"][1], os.O_WRONLY)
        CHANNELS.extend((requests, beat.answers))
        write_json(b"R", {"python": sys.version.split()[0]})
        loop.run_round_trip(requests, beat.answers, beat.answering)
        return
    write_json(b"R", {"python": sys.version.split()[0]})
    # What loading made lives as long as the process, and so do nearly all candles of a block: looking through them
    # again and again for cycles would cost a third of the run.
    gc.freeze()
    gc.set_threshold(500_000, 5, 100)
    while True:
        kind, payload = read_frame()
        if kind == b"F":
            return
        loop.run_block(payload)


def main():
    # Ctrl-C in the terminal reaches the whole process group; Hindcast decides when the model ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    write_frame(b"H")
    _, payload = read_frame()
    config = json.loads(payload)
    try:
        if sys.version_info < (3, 8):
            raise Refused(
                "MODEL_LOAD_FAILED",
                "%s is Python %d.%d, but Hindcast needs 3.8 or newer. Name another interpreter or virtual environment "
                "in model.python." % ((sys.executable,) + sys.version_info[:2]),
            )
        # The stack of a crash in native code goes to the log.
        faulthandler.enable()
        for descriptor in CHANNELS:
            os.set_inheritable(descriptor, False)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=leave_channel)
        random.seed(config["seed"])
        sys.meta_path.insert(0, NumpySeeder(config["seed"]))
        beat = Beat(config["hang_file"], config["call_timeout_seconds"])
        beat.wind_up(config["load_timeout_seconds"])
        if config["role"] == "model":
            serve_model(config, beat)
        else:
            serve_function(config, beat)
    except Refused as error:
        write_json(b"E", {"code": error.code, "message": str(error), "details": error.details})
    except BaseException as error:
        log_traceback("error", error)
        write_json(b"E", {"code": "MODEL_FAILED", "message": "The model failed: %s." % describe(error), "details": {}})
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    # Threads that a model left running must not keep the process alive.
    os._exit(0)


if __name__ == "__main__":
    main()
