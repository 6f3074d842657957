"""What the house rules read and what they say: one parsed source file, one finding."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
SHIPPED = ("iomdesk", "sync", "ui")


@dataclass(frozen=True)
class Finding:
    """One breach of one rule, with what to do about it."""

    path: PurePosixPath
    line: int
    rule: str
    what: str
    hint: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.what}; {self.hint}"


@dataclass(frozen=True)
class Source:
    """A Python file: its path in the project, its text and its syntax tree."""

    path: PurePosixPath
    text: str
    tree: ast.Module

    @property
    def shipped(self) -> bool:
        """Whether this file reaches an officer's machine."""
        return self.path.parts[0] in SHIPPED

    @property
    def of_tests(self) -> bool:
        """Whether this file is part of the tests."""
        return self.path.parts[0] == "tests"

    def under(self, *folders: str) -> bool:
        """Whether this file is one of ``folders`` (``ui/cli``) or lies in one."""
        return any(self.path.is_relative_to(folder) for folder in folders)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        return (node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def calls(self) -> Iterator[ast.Call]:
        """Every call."""
        return (node for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def imported(self) -> dict[str, str]:
        """Local name to the dotted name it was imported as: ``dt`` to ``datetime.datetime``."""
        names: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                names |= {
                    a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names
                }
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        return names

    def dotted(self, node: ast.expr) -> str:
        """``node`` as the full dotted name it stands for, through imports; empty when it is no plain name."""
        if isinstance(node, ast.Name):
            return self.imported.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""
