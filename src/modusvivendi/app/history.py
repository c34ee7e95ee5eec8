"""Changes of a case by form, taken back one by one: the files as they were before each."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Lock

from modusvivendi.app.editor import save, state_of
from modusvivendi.errors import InputError

BEFORE = Path("modus-undo")  # in the folder that is worked in
MOST_KEPT = 20
MARK = "after"  # file that says which state a change has led to
MISSING = ".missing"  # ends the name of a file that was not there before
ONE_AT_A_TIME = Lock()  # two tabs may send at once


class History:
    """The last changes of one case."""

    def __init__(self, place: Path, folder: Path) -> None:
        self.place, self.folder = place, folder

    def change(self, texts: dict[str, str], state: str) -> None:
        """Keep the files that new texts replace, then save these, one change at a time. Raises InputError as ``save`` does."""
        with ONE_AT_A_TIME:
            self._change(texts, state)

    def _change(self, texts: dict[str, str], state: str) -> None:
        kept = self._kept()
        step = self.place / f"{(int(kept[-1].name) if kept else 0) + 1:06d}"
        try:
            for name in texts:
                there = (self.folder / name).is_file()
                path = step / (name if there else name + MISSING)
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.write_bytes((self.folder / name).read_bytes() if there else b"")
            save(self.folder, texts, state)
            step.mkdir(parents=True, exist_ok=True, mode=0o700)
            (step / MARK).write_text(state_of(self.folder), encoding="utf-8")
        except OSError as error:
            raise InputError(f"{self.place}: cannot be written ({error.strerror or error})") from None
        finally:
            if not (step / MARK).is_file():
                shutil.rmtree(step, ignore_errors=True)
        for old in kept[: max(0, len(kept) + 1 - MOST_KEPT)]:
            shutil.rmtree(old, ignore_errors=True)

    def undoable(self) -> bool:
        """Whether the last change can be taken back: nothing else has changed the case since."""
        kept = self._kept()
        return bool(kept) and (kept[-1] / MARK).is_file() and (kept[-1] / MARK).read_text() == state_of(self.folder)

    def undo(self) -> None:
        """Put the files of before the last change back. Raises InputError."""
        with ONE_AT_A_TIME:
            self._undo()

    def _undo(self) -> None:
        if not self.undoable():
            raise InputError("there is no change to take back, or the case was changed by other means since")
        step = self._kept()[-1]
        files = {p.relative_to(step).as_posix(): p for p in step.rglob("*") if p.is_file() and p.name != MARK}
        texts = {n.removesuffix(MISSING): "" if n.endswith(MISSING) else p.read_bytes().decode() for n, p in files.items()}
        save(self.folder, texts, state_of(self.folder))
        shutil.rmtree(step)

    def _kept(self) -> list[Path]:
        return sorted(p for p in self.place.iterdir() if p.name.isdigit()) if self.place.is_dir() else []
