"""Look for files that a reader does not refuse in one line: changes guided by which lines of the readers they reach (Atheris).

    python benchmarks/fuzz.py --seconds 600 [--reader acts,theory] [--found FOLDER]

The readers, their small valid files and the ways of changing them are those of tests/fuzz. What is found is written to a folder
(build/fuzz by default); a file goes to tests/fuzz/kept once it is mended. Needs ``pip install atheris`` (Apache-2.0).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
READ = ["analysis.claims", "app.runs", "brief.write", "case", "check", "cli", "files", "forecasting.question", "living", "outside",
        "planning.agenda", "precedent", "record", "simulator.events", "strategy", "study.manifest", "study.overrides", "theory"]  # fmt: skip
SECONDS = 2.0  # of processor time, for one file


def main() -> None:
    """Parse the options, load the readers with counters in them, and go on until the time is over."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=60.0, help="processor time")
    options.add_argument("--reader", default="", help="only these, between commas")
    options.add_argument("--found", type=Path, default=ROOT / "build" / "fuzz", help="folder for what is found")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    sys.path[:1] = [str(ROOT / "src"), str(ROOT / "tests")]  # in place of this folder, which has modules of the same names
    try:
        import atheris
    except ImportError:
        sys.exit("benchmarks/fuzz.py: Atheris is missing: pip install atheris")
    with atheris.instrument_imports(include=[f"modusvivendi.{name}" for name in READ]):
        from fuzz import readers
    warnings.simplefilter("error")
    chosen = [n for n in given.reader.split(",") if n] or [*readers.FILES, *readers.TEXTS]
    search = Search(readers, chosen, given.found, given.seconds)
    corpus = tempfile.mkdtemp()
    atheris.Setup(
        [
            sys.argv[0],
            corpus,
            f"-seed={given.seed}",
            "-max_len=400",
            "-len_control=0",
            "-verbosity=0",
            f"-artifact_prefix={corpus}/",
        ],
        search.once,
    )
    atheris.Fuzz()


class Search:
    """One input after another: a reader, and changes of its file."""

    def __init__(self, readers: object, chosen: list[str], found: Path, seconds: float) -> None:
        import atheris

        self.readers, self.chosen, self.found, self.seconds = readers, chosen, found, seconds
        self.provider = atheris.FuzzedDataProvider
        self.world = readers.World(Path(tempfile.mkdtemp()) / "world")  # type: ignore[attr-defined]
        self.tried: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.faults: dict[tuple[str, str], str] = {}
        self.begun = time.process_time()

    def once(self, data: bytes) -> None:
        """What Atheris calls. data: decides every choice."""
        from fuzz.mutate import change_text, mutated

        source = self.provider(data)

        def pick(n: int) -> int:
            return int(source.ConsumeIntInRange(0, n - 1))

        name = self.chosen[pick(len(self.chosen))]
        self.tried[name] += 1
        if name in self.readers.FILES:  # type: ignore[attr-defined]
            form = self.readers.FILES[name].form  # type: ignore[attr-defined]
            self.judge(name, mutated(form, self.world.seeds[name], pick))
        else:
            seeds = self.readers.TEXTS[name][1]  # type: ignore[attr-defined]
            self.judge(name, change_text(seeds[pick(len(seeds))], pick).encode("utf-8", "surrogatepass"))
        if time.process_time() - self.begun > self.seconds:
            self.tell()

    def judge(self, name: str, raw: bytes) -> None:
        """Read a file, and note what is neither taken nor refused in one line, nor at once."""
        begun = time.process_time()
        try:
            said = self.read(name, raw)
            if said is not None and (len(said) > 1000 or not said.isprintable()):
                self.note(name, "not one line", raw)
            self.taken[name] += said is None
        except Exception as error:
            place = [f for f in traceback.extract_tb(error.__traceback__) if "modusvivendi" in f.filename][-1:]
            where = f"{place[0].filename.rpartition('modusvivendi/')[2]}:{place[0].lineno}" if place else "outside"
            self.note(name, f"{type(error).__name__} at {where}", raw)
            if name in self.world.seeds:
                (self.world.folder / self.readers.FILES[name].file).write_bytes(self.world.seeds[name])  # type: ignore[attr-defined]
        if time.process_time() - begun > SECONDS:
            self.note(name, f"more than {SECONDS:g} s", raw)

    def read(self, name: str, raw: bytes) -> str | None:
        """What a reader says, None if it takes what it is given and ``modus check`` does too."""
        from modusvivendi.errors import InputError

        if name in self.world.seeds:
            said = self.world.refusal(name, raw)
            if self.readers.FILES[name].checked:  # type: ignore[attr-defined]
                faults = self.world.check_faults(name)
                if faults is not None and (said is None) != (faults == 0):
                    self.note(name, "the check says otherwise", raw)
            return said
        try:
            self.readers.TEXTS[name][0](raw.decode("utf-8", "surrogatepass"))  # type: ignore[attr-defined]
        except (InputError, self.readers.PLAIN_ERRORS.get(name, InputError)) as error:  # type: ignore[attr-defined]
            return str(error) if isinstance(error, InputError) else ""
        return None

    def note(self, name: str, what: str, raw: bytes) -> None:
        """Keep the first file of each kind of fault."""
        if (name, what) in self.faults:
            return
        self.found.mkdir(parents=True, exist_ok=True)
        path = self.found / f"{name.replace(' ', '_')}-{len(self.faults)}"
        path.write_bytes(raw)
        self.faults[name, what] = str(path)
        print(f"{name}: {what}: {path}", flush=True)

    def tell(self) -> None:
        """Print the figures and end."""
        spent = time.process_time() - self.begun
        print(f"{sum(self.tried.values()):,} inputs in {spent:.0f} s of processor time, {len(self.faults)} kinds of fault")
        print(", ".join(f"{name} {self.tried[name]:,} ({self.taken[name]:,} taken)" for name in sorted(self.tried)), flush=True)
        self.world.remove()
        os._exit(0)


if __name__ == "__main__":
    main()
