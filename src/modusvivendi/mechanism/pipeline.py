"""How Numba compiles the engine's functions: arrays apart, and machine code made once, for the outermost function.

Numba optimises every function that another one calls, makes machine code for it and a wrapper to call it from
Python, and then inlines it all the same. The engine has more than a hundred such inner functions and is entered
through one or two, so this is left out for them (measured: two thirds of the time to compile from scratch).
"""

from __future__ import annotations

from typing import Any

from numba import _dynfunc, njit
from numba.core.compiler import Compiler
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering


@njit
def only_from_compiled_code() -> None:
    """What Python meets when it calls an inner function: a TypeError, for it takes no arguments."""


@register_pass(mutates_CFG=True, analysis_only=False)
class InnerLowering(NativeLowering):
    """Lower to LLVM's intermediate form, for linking into the caller, and no further."""

    _name = "inner_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower the function and register it with the caller's target."""
        flags, library, target = state.flags, state.library, state.targetctx
        flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
        library._finalize_final_module = lambda: setattr(library, "_finalized", True)
        library._optimize_final_module = lambda: None
        super().run_pass(state)
        lowered = state["cr"]
        entry = _refusal(lowered.fndesc, lowered.env, library)
        state.targetctx.insert_user_function(entry, lowered.fndesc, [library])
        state.reload_init.extend(library._reload_init)
        state["cr"] = lowered._replace(cfunc=entry)
        return True


def _refusal(fndesc: Any, env: Any, library: Any) -> Any:
    """A Python function, one per inner function (Numba tells them apart by it), that takes no arguments."""
    if not only_from_compiled_code.overloads:
        only_from_compiled_code.compile(())
    made = only_from_compiled_code.overloads[()]
    address = made.library.get_pointer_to_function(made.fndesc.llvm_cpython_wrapper_name)
    return _dynfunc.make_function(fndesc.lookup_module(), fndesc.qualname.split(".")[-1], "", address, env, (library,))


class Apart(Compiler):
    """Compile on the promise that array arguments do not overlap, as C's ``restrict``: no overlap checks are needed."""

    def define_pipelines(self) -> Any:
        """Numba's own pipeline; a function that is met while its caller is compiled stays in intermediate form."""
        self.state.flags.noalias = True
        pipelines = super().define_pipelines()
        if len(self.state.typingctx.callstack) > 0:
            for manager in pipelines:
                manager.passes = [(InnerLowering if p is NativeLowering else p, why) for p, why in manager.passes]
        return pipelines
