"""How Numba compiles the engine's functions: on the promise that array arguments, lanes and quantities do not overlap."""

from __future__ import annotations

import gc
import operator
from collections.abc import Iterator
from typing import Any

from llvmlite import ir as llvm
from numba.core import ir
from numba.core.analysis import compute_cfg_from_blocks
from numba.core.compiler import Compiler
from numba.core.compiler_machinery import register_pass
from numba.core.lowering import Lower
from numba.core.typed_passes import BaseNativeLowering, NativeLowering

LANES = ("L", "LANES")  # a loop over ``range`` of one of these names, with no loop within it, is over lanes

PLACES = ("S", "P")  # where quantities lie; what begins at ``S.policy`` stays within the rows of policy


class Distinct(llvm.values.MDValue):  # type: ignore[misc]
    """A node of LLVM's metadata that is no other node, whatever it holds."""

    def __init__(self, module: Any, *holds: Any) -> None:
        super().__init__(module, holds, name=str(len(module.metadata)))

    __eq__, __hash__ = object.__eq__, object.__hash__

    def descr(self, buf: list[str]) -> None:
        """Write the node down."""
        buf += ("distinct !{ " + ", ".join(item.get_reference() for item in self.operands) + " }", "\n")


class LaneLower(Lower):
    """Numba's own way to LLVM, with two kinds of notes.

    At each loop over lanes: no lane reads what another writes. Without it the compiler compares addresses before each loop whose
    rows it cannot tell apart, and keeps a second version that takes one lane at a time (measured: one twentieth of the whole
    time). A reading that happens on a condition only loses the note, and with it the loop: read first, then choose.

    At each reading and writing of a quantity: which one it is, as rows of one are never those of another. A sum over segments
    or blocs then stays in registers; without it the compiler writes it back after each, as what is read next might be what
    was written (measured: one twentieth again).
    """

    def lower_function_body(self) -> Any:
        """Lower it, then note which loops are over lanes."""
        self._became: dict[Any, list[Any]] = {}  # blocks of LLVM by the first of them
        self._assigned = {
            s.target.name: s.value for block in self.blocks.values() for s in block.body if isinstance(s, ir.Assign)
        }
        tail = super().lower_function_body()  # type: ignore[no-untyped-call]
        counters = set(self._lane_counters())
        loops = compute_cfg_from_blocks(self.blocks).loops()  # type: ignore[no-untyped-call]
        for header, loop in loops.items():
            innermost = not any(other in loop.body for other in loops if other != header)
            if innermost and any(_is(v, "iternext") and v.value.name in counters for n in loop.body for v in self._values(n)):
                self._note(header, loop.body)
        return tail

    def lower_block(self, block: Any) -> None:
        """Lower a block, and remember which blocks of LLVM it became."""
        first, known = self.builder.basic_block, len(self.function.blocks)
        super().lower_block(block)  # type: ignore[no-untyped-call]
        self._became[first] = [first, *self.function.blocks[known:]]

    def lower_getitem(self, resty: Any, expr: Any, value: Any, index: Any, signature: Any) -> Any:
        """Read, and note from which quantity."""
        known = len(self.builder.basic_block.instructions)
        read = super().lower_getitem(resty, expr, value, index, signature)  # type: ignore[no-untyped-call]
        self._note_quantity(known, index)
        return read

    def lower_setitem(self, target_var: Any, index_var: Any, value_var: Any, signature: Any) -> None:
        """Write, and note to which quantity."""
        known = len(self.builder.basic_block.instructions)
        super().lower_setitem(target_var, index_var, value_var, signature)  # type: ignore[no-untyped-call]
        self._note_quantity(known, index_var)

    def _quantity(self, value: Any) -> str | None:
        """The quantity at whose rows a place begins: ``S.name`` or ``P.name``, the first of what is added up."""
        while isinstance(value, ir.Var) or _is(value, "cast") or (_is(value, "binop") and value.fn is operator.add):
            value = (
                self._assigned.get(value.name) if isinstance(value, ir.Var) else value.lhs if value.op == "binop" else value.value
            )
        if not _is(value, "getattr"):
            return None
        of: Any = value.value
        while isinstance(of, ir.Var):
            of = self._assigned.get(of.name)
        named = isinstance(of, ir.Global | ir.FreeVar) and of.name in PLACES
        return f"{of.name}.{value.attr}" if named else None

    def _note_quantity(self, known: int, index: Any) -> None:
        """The note: what is read or written by the instructions since is of one quantity, and no other lies there."""
        name = self._quantity(index)
        if name is None:
            return
        words = llvm.MetaDataString
        root = self.module.add_metadata([words(self.module, "quantities")])
        kind = self.module.add_metadata([words(self.module, name), root])
        note = self.module.add_metadata([kind, kind, llvm.Constant(llvm.IntType(64), 0)])
        for instruction in self.builder.basic_block.instructions[known:]:
            if instruction.opname in ("load", "store") and getattr(instruction.operands[-1], "opname", "") == "getelementptr":
                instruction.set_metadata("tbaa", note)

    def _values(self, offset: int) -> Iterator[Any]:
        """What is assigned in a block."""
        return (statement.value for statement in self.blocks[offset].body if isinstance(statement, ir.Assign))

    def _lane_counters(self) -> Iterator[str]:
        """Names of the variables that count to the number of lanes."""
        assigned = self._assigned

        def origin(value: Any) -> Any:
            """What a variable was first given."""
            while isinstance(value, ir.Var) or _is(value, "cast"):
                value = assigned.get(value.name) if isinstance(value, ir.Var) else value.value
            return value

        for name, value in assigned.items():
            found = origin(value)
            counted: Any = origin(found.value) if _is(found, "getiter") else None
            if _is(counted, "call") and len(counted.args) == 1:
                end = origin(counted.args[0])
                if isinstance(end, ir.Global | ir.FreeVar) and end.name in LANES:
                    yield name

    def _note(self, header: int, body: Any) -> None:
        """The note: readings and writings of the loop are of one group, and the loop says that those of the group do not meet."""
        group = Distinct(self.module)
        words = llvm.MetaDataString(self.module, "llvm.loop.parallel_accesses")
        loop = Distinct(self.module)
        loop.operands = (loop, self.module.add_metadata([words, group]))
        for block in (block for offset in body for block in self._became[self.blkmap[offset]]):
            for instruction in block.instructions:
                if instruction.opname in ("load", "store", "call"):
                    instruction.set_metadata("llvm.access.group", group)
            if self.blkmap[header] in block.terminator.operands:
                block.terminator.set_metadata("llvm.loop", loop)


def _is(value: Any, operation: str) -> bool:
    return isinstance(value, ir.Expr) and value.op == operation


@register_pass(mutates_CFG=True, analysis_only=False)  # type: ignore[no-untyped-call]
class LaneLowering(BaseNativeLowering):
    """The step of Numba's pipeline in which LLVM's language is written, with notes at loops over lanes."""

    _name = "lane_lowering"  # type: ignore[assignment]

    @property
    def lowering_class(self) -> Any:
        """What writes it."""
        return LaneLower


class Apart(Compiler):
    """Numba's own pipeline with C's ``restrict`` on array arguments, and lanes that do not meet.

    Without the first every loop over lanes checks at run time that state and parameters do not overlap, or is not
    vectorised at all (measured: a factor of two on the whole month).
    """

    def compile_extra(self, func: Any) -> Any:
        """Compile with the garbage collector less eager: nothing that is made stays unused for long, and going through
        all of it again and again took a seventh of the time (measured)."""
        thresholds = gc.get_threshold()
        gc.set_threshold(20_000, 10, 1_000)
        try:
            return super().compile_extra(func)  # type: ignore[no-untyped-call]
        finally:
            gc.set_threshold(*thresholds)

    def define_pipelines(self) -> Any:
        """The standard pipelines, with both promises noted."""
        self.state.flags.noalias = True
        pipelines = super().define_pipelines()  # type: ignore[no-untyped-call]
        for pipeline in pipelines:
            pipeline.passes = [(LaneLowering if step is NativeLowering else step, what) for step, what in pipeline.passes]
            pipeline.finalize()
        return pipelines
