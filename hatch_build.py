"""Build hook: the hot rooms of the simulator as machine code, if asked for with HATCH_BUILD_HOOKS_ENABLE=1.

The same sources, compiled by mypyc, go into the wheel beside the modules they were made from, and Python prefers them.
They are built in a folder of their own: compiled modules left beside the sources of a checkout would hide later edits.
"""

import os
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from mypyc.build import mypycify
from setuptools import Distribution

MYPY = [
    "--config-file=",
    f"--python-version=3.{sys.version_info.minor}",
    "--ignore-missing-imports",
    "--follow-imports=silent",  # the types of other modules are checked elsewhere
]


class Compiled(BuildHookInterface):
    """Adds the modules that pyproject.toml lists, compiled, to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, unless the install is an editable one, which shall follow its sources."""
        if version == "editable":
            self.app.display_warning("an editable install follows its sources: nothing is compiled")
            return
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        with chdir(Path(self.root) / "src"):  # names in tracebacks are those of an installed package
            built = _compiled(self.config["modules"], folder)
        build_data["force_include"].update({str(folder / "lib" / name): name for name in built})
        build_data["infer_tag"] = True
        build_data["pure_python"] = False

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Clear away."""
        if version != "editable":
            self._folder.cleanup()


def _compiled(modules: list[str], folder: Path) -> list[str]:
    """Compile modules, given by their paths, into `folder`/lib; the paths of what was made, from there."""
    extensions = mypycify(
        [*MYPY, f"--cache-dir={folder / 'cache'}", *modules],
        opt_level="2",  # as fast as 3
        debug_level="0",
        target_dir=str(folder / "c"),
        group_name="salesline",
    )
    if os.name == "posix":
        for extension in extensions:  # a fused multiply-add would round differently than Python does
            extension.extra_compile_args.append("-ffp-contract=off")
    build = Distribution({"name": "salesline", "ext_modules": extensions}).get_command_obj("build_ext")
    build.build_lib, build.build_temp = str(folder / "lib"), str(folder / "o")
    build.parallel = os.cpu_count()
    build.ensure_finalized()
    build.run()
    return [Path(made).relative_to(folder / "lib").as_posix() for made in build.get_outputs()]
