"""Where papermill finds the engines: `papermill in.ipynb out.ipynb --engine workbench-fast`.

Papermill loads its entry points while it is itself being imported, and the engines import papermill. So what the entry
points name is here, and imports nothing before a notebook is executed.
"""

from importlib import import_module
from typing import Any


class Kernel:
    """A fresh kernel for each notebook."""

    engine = "KernelEngine"

    @classmethod
    def execute_notebook(cls, *given: Any, **named: Any) -> Any:
        """The executed notebook."""
        return cls._engine().execute_notebook(*given, **named)

    @classmethod
    def nb_kernel_name(cls, *given: Any, **named: Any) -> Any:
        """The kernel that a notebook asks for."""
        return cls._engine().nb_kernel_name(*given, **named)

    @classmethod
    def nb_language(cls, *given: Any, **named: Any) -> Any:
        """The language that a notebook is in."""
        return cls._engine().nb_language(*given, **named)

    @classmethod
    def _engine(cls) -> Any:
        return getattr(import_module("workbench.batch.engines"), cls.engine)


class Fast(Kernel):
    """A kernel forked from a warm Python."""

    engine = "FastEngine"


ENGINES: dict[str, type[Kernel]] = {"workbench-kernel": Kernel, "workbench-fast": Fast}
"""The engines by the names of their entry points."""
