"""Compiled code that came with the package: for whom it is, when it is used, and that it is let alone otherwise."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numba
import pytest
from numba.core.caching import IndexDataCacheFile
from wheel_hook import Kernels as Hook  # type: ignore[import-not-found]

from modusvivendi.engine import cache, driver, shipped
from modusvivendi.engine.shipped import LEVELS, MANIFEST, Kernels, fitting, level_of, write_manifest
from modusvivendi.evidence.pooled import ask_outcomes

BEST, SECOND = LEVELS
TRIPLE, CODE = "system", ("bytes", "closure")


def saved(folder: Path) -> IndexDataCacheFile:
    """What Numba keeps of a function of the engine in a folder."""
    (folder / "engine").mkdir(parents=True, exist_ok=True)
    return IndexDataCacheFile(str(folder / "engine"), "part", "content")  # type: ignore[no-untyped-call]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of compiled code for both levels, on a processor that has both."""
    monkeypatch.delenv("NUMBA_CPU_NAME", raising=False)
    monkeypatch.delenv("NUMBA_CPU_FEATURES", raising=False)
    monkeypatch.setattr(shipped, "own_features", lambda: set(BEST.needs))
    made = tmp_path / "kernels"
    for level in LEVELS:
        key = ("signature", (TRIPLE, level.name, level.features), CODE)
        saved(made / level.name).save(key, f"code for {level.name}")  # type: ignore[no-untyped-call]
    write_manifest(made)
    return made


def test_a_processor_gets_the_best_level_that_it_has() -> None:
    assert level_of(BEST.needs | {"avx512vnni"}) is BEST
    for name in BEST.needs - SECOND.needs:
        assert level_of(BEST.needs - {name}) is SECOND, name
    for name in SECOND.needs:
        assert level_of(BEST.needs - {name}) is None, name
    assert level_of({"neon", "fp-armv8"}) is None


def test_what_fits_is_found_by_level(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fitting(folder) == (Kernels(folder / BEST.name, BEST), "")
    monkeypatch.setattr(shipped, "own_features", lambda: set(SECOND.needs))
    assert fitting(folder) == (Kernels(folder / SECOND.name, SECOND), "")


def test_a_checkout_has_none_and_says_nothing(tmp_path: Path) -> None:
    assert fitting(tmp_path / "none") == (None, "")


@pytest.mark.parametrize("name", ["NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES"])
def test_who_names_a_target_gets_code_for_it(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "haswell")
    assert fitting(folder) == (None, "")


@pytest.mark.parametrize("name", ["engine", "Python", "Numba", "llvmlite", "system"])
def test_what_was_made_by_something_else_is_not_used(folder: Path, name: str) -> None:
    told = json.loads((folder / MANIFEST).read_text())
    told["made by"][name] = "other"
    (folder / MANIFEST).write_text(json.dumps(told))
    assert fitting(folder) == (None, f"is for {name} other")


def test_other_processors_get_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "own_features", lambda: {"neon"})
    assert fitting(folder) == (None, "is for other processors")


@pytest.mark.parametrize("suffix", [".nbi", ".1.nbc"])
@pytest.mark.parametrize("damage", ["flipped", "half", "gone"])
def test_what_is_damaged_is_not_used(folder: Path, damage: str, suffix: str) -> None:
    file = folder / BEST.name / "engine" / f"part{suffix}"
    raw = file.read_bytes()
    file.write_bytes({"flipped": bytes([raw[0] ^ 1]) + raw[1:], "half": raw[: len(raw) // 2], "gone": b""}[damage])
    if damage == "gone":
        file.unlink()
    found, why = fitting(folder)
    assert found is None and why.startswith(("is damaged (part", "cannot be read ("))


@pytest.mark.parametrize("written", ["", "[]", "{}", '{"made by": 1, "files": 2}', '{"made by": {}, "files": []}', "\ud800"])
def test_a_manifest_that_says_nothing_counts_as_none(folder: Path, written: str) -> None:
    (folder / MANIFEST).write_bytes(written.encode("utf-8", "surrogatepass"))
    found, why = fitting(folder)
    assert found is None and why


@pytest.mark.skipif(os.name == "nt", reason="no such permissions")
@pytest.mark.parametrize("place", [".", MANIFEST, BEST.name, f"{BEST.name}/engine", f"{BEST.name}/engine/part.1.nbc"])
def test_what_others_can_write_is_not_used(folder: Path, place: str) -> None:
    (folder / place).chmod(0o777)
    assert fitting(folder) == (None, f"lies in {folder / place}, which others can write in")


def test_what_the_own_folder_lacks_is_read_in_the_package_and_nothing_is_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, key = tmp_path / "own", ("signature", (TRIPLE, "this very processor", "+all"), CODE)
    monkeypatch.setattr(cache, "_folder", own)
    monkeypatch.setattr(cache, "KERNELS", Kernels(folder / BEST.name, BEST))
    assert saved(own).load(key) == f"code for {BEST.name}"  # type: ignore[no-untyped-call]
    assert not list((own / "engine").iterdir())
    for other in (("other", *key[1:]), (key[0], ("other", *key[1][1:]), CODE), (*key[:2], ("other", "closure"))):
        assert saved(own).load(other) is None  # type: ignore[no-untyped-call]
    (folder / BEST.name / "engine" / "part.1.nbc").write_bytes(b"")
    assert saved(own).load(key) is None  # type: ignore[no-untyped-call]
    saved(own).save(key, "own")  # type: ignore[no-untyped-call]
    assert saved(own).load(key) == "own"  # type: ignore[no-untyped-call]


def test_compiled_code_goes_by_what_stands_in_a_file_and_where_in_the_package(tmp_path: Path) -> None:
    source = Path(driver.__file__)
    found = cache.Located.from_function(driver.simulate.py_func, str(source))
    assert Path(found.get_cache_path()) == cache.cache_folder() / "engine"
    before = found.get_source_stamp()
    os.utime(source)
    assert found.get_source_stamp() == before
    assert cache.Located.from_function(driver.simulate.py_func, str(tmp_path / "other.py")) is None


def test_it_goes_by_the_files_of_helpers_too() -> None:
    function = ask_outcomes.ask_outcome_chances.py_func  # type: ignore[attr-defined]
    found = cache.Located.from_function(function, ask_outcomes.__file__)
    assert [path.name for path in found.sources] == ["deal_outcomes.py", "ask_outcomes.py"]


def test_a_wheel_with_compiled_code_says_for_what_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wheel(version: str) -> dict[str, object]:
        data: dict[str, object] = {"force_include": {}, "pure_python": True, "dependencies": []}
        Hook.initialize(None, version, data)
        return data

    pure = {"force_include": {}, "pure_python": True, "dependencies": []}
    assert wheel("standard") == pure
    monkeypatch.setenv("MODUS_KERNELS", str(folder))
    assert wheel("editable") == pure
    made = wheel("standard")
    assert made["force_include"] == {str(folder): "modusvivendi/engine/kernels"} and made["pure_python"] is False
    assert str(made["tag"]).startswith("cp3") and "-none-" in str(made["tag"])
    assert f"numba=={numba.__version__}" in made["dependencies"]  # type: ignore[operator]
