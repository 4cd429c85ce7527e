"""Jena as Debian packages it: the class path on which its commands run."""

import zipfile
from pathlib import Path

JARS = Path("/usr/share/java")
NAMES = (
    "jena-arq", "jena-base", "jena-cmds", "jena-core", "jena-iri", "jena-shacl",
    "jena-rdfconnection", "jena-tdb", "jena-tdb2", "jena-dboe-base", "jena-dboe-index",
    "jena-dboe-storage", "jena-dboe-trans-data", "jena-dboe-transaction", "slf4j-api",
    "slf4j-nop", "commons-lang3", "commons-csv", "commons-io", "commons-codec",
    "commons-compress", "protobuf", "gson", "httpclient", "httpcore", "guava", "xml-apis",
    "jsonld-java", "jcl-over-slf4j",
)  # fmt: skip


def is_installed() -> bool:
    """Return whether Debian's libapache-jena-java is there."""
    return (JARS / "jena-shacl.jar").exists()


def class_path(overlay: Path) -> str:
    """Return Jena's class path; a folder for files that Debian's jars lack is made first."""
    _fill(overlay)
    found = [overlay, *(JARS / f"{name}.jar" for name in NAMES)]
    found += [*JARS.glob("*thrift*.jar"), *JARS.glob("*caffeine*.jar"), *JARS.glob("xerces*")]
    return ":".join(str(part) for part in found)


def _fill(folder: Path) -> None:
    """Put Jena's message files where Debian's build of its classes looks for them."""
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                target = folder / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
