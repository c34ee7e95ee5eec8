"""The one command that makes again what follows from something else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import fill, replaced
from regenerate import ROOT, STEPS, Step, run


def test_every_step_has_its_script_and_its_files() -> None:
    for step in STEPS:
        assert all((ROOT / name).exists() for name in step.makes), step.name
        assert step.command[0] == "-m" or (ROOT / step.command[0]).exists(), step.name


def test_every_page_with_places_to_fill_is_made_by_a_step() -> None:
    pages = {
        f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md") if re.search(r"^<!-- end ", p.read_text("utf-8"), re.MULTILINE)
    }
    assert pages <= {name for step in STEPS for name in step.makes}


def test_a_run_says_what_changed_and_what_was_not_made(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def step(name: str, code: str) -> Step:
        return Step(name, (f"{name}.txt",), ("-c", code), 1)

    write = step("write", "open('write.txt', 'w').write('new')")
    assert run((write,), tmp_path) == 0
    assert "changed: write.txt" in capfd.readouterr().out
    assert run((write, step("stop", "raise SystemExit(3)"), step("later", "open('later.txt', 'w')")), tmp_path) == 1
    told = capfd.readouterr().out
    assert "[1/3] as before" in told
    assert "failed with exit code 3; not made again: stop.txt, later.txt" in told
    assert not (tmp_path / "later.txt").exists()


def test_a_place_is_filled_or_nothing_is_written(tmp_path: Path) -> None:
    text = "a\n<!-- x -->\nold\n<!-- end x -->\nb\n"
    assert replaced(text, "x", "new") == "a\n<!-- x -->\n\nnew\n\n<!-- end x -->\nb\n"
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="0 places named 'y'"):
        fill(page, {"x": "new", "y": "new"})
    assert page.read_text(encoding="utf-8") == text
