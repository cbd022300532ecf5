"""What is installed: versions, and whether the hot rooms are compiled."""

from importlib.machinery import ExtensionFileLoader, PathFinder
from pathlib import Path


def versions() -> dict[str, str]:
    """Versions of the programs that a result depends on."""
    import platform  # noqa: PLC0415
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    found = {"python": platform.python_version()}
    for package in ("salesline", "numpy", "simpy", "scipy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def compiled() -> bool:
    """Whether Python finds the floor as machine code (installed with HATCH_BUILD_HOOKS_ENABLE=1) rather than as source."""
    spec = PathFinder.find_spec("floor", [str(Path(__file__).with_name("model"))])
    return spec is not None and isinstance(spec.loader, ExtensionFileLoader)
