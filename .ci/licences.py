"""Under which licence an installed package is, and whether iomdesk may stand on it.

Read from the package's own metadata: the SPDX expression where it gives one, else its licence field, else its
classifiers. Where none of these is clear, ``SETTLED`` says what its licence file was read to say.
"""

import re
from importlib.metadata import Distribution

from packaging.utils import canonicalize_name

ALLOWED = frozenset(
    {"MIT", "MIT-0", "MIT-CMU", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0"}
    | {"PSF-2.0", "Python-2.0", "ISC", "Zlib", "HPND", "OFL-1.1", "Unlicense", "CC0-1.0"}
)
# The Lesser GPL only where the library stays one a person may replace: Qt and its binding, shipped as own files.
REPLACEABLE = {"LGPL-3.0-only": frozenset({"pyside6-essentials", "shiboken6"})}
# Read in the licence file of the locked version, because its metadata says nothing, or says it loosely.
SETTLED = {
    "sqlcipher3": "Zlib AND BSD-3-Clause AND Apache-2.0",  # its own text; SQLCipher and OpenSSL inside it
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
}
LOOSE = {
    "mit": "MIT",
    "mit license": "MIT",
    "bsd license": "BSD-3-Clause",
    "bsd license (see license.txt for details)": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "historical permission notice and disclaimer (hpnd)": "HPND",
    "zlib/libpng license": "Zlib",
}


def licence_of(package: Distribution) -> str | None:
    """The SPDX expression for ``package``, or None where nothing says it clearly."""
    settled = SETTLED.get(canonicalize_name(package.name))
    metadata = package.metadata.json
    said = [metadata.get("license_expression"), metadata.get("license"), *_classified(metadata.get("classifier") or [])]
    spoken = [_spdx(str(words)) for words in said if words]
    return settled or next((words for words in spoken if words), None)


def _classified(classifiers: object) -> list[str]:
    lines = classifiers if isinstance(classifiers, list) else []
    last = [str(line).split("::")[-1].strip() for line in lines if str(line).startswith("License ::")]
    return [words for words in last if words not in {"OSI Approved", "DFSG approved"}]


def _spdx(words: str) -> str | None:
    words = words.strip()
    if words.lower() in LOOSE:
        return LOOSE[words.lower()]
    known = ALLOWED | REPLACEABLE.keys()
    named = re.split(r"\s+(?:AND|OR)\s+", words.replace("(", "").replace(")", ""))
    return words if any(name in known for name in named) else None


def may_use(name: str, expression: str) -> bool:
    """Whether ``expression`` leaves a choice (``OR``) of which every part (``AND``) is allowed for package ``name``."""
    allowed = ALLOWED | {licence for licence, packages in REPLACEABLE.items() if name in packages}
    choices = re.split(r"\s+OR\s+", expression.replace("(", "").replace(")", ""))
    return any(all(part in allowed for part in re.split(r"\s+AND\s+", choice)) for choice in choices)
