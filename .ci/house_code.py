"""House rules about Python code: size, names, words for readers, and what may not be reached for from anywhere."""

import ast
import re
from collections.abc import Iterator

from house_source import Finding, Function, Source

FILE_LINES = 400
FUNCTION_LINES = 45
UNDOCUMENTED_LINES = 8
VAGUE = frozenset({"data", "info", "manager", "helper", "helpers", "util", "utils"})
DOORS = ("ui/cli/__init__.py", "ui/cli/__main__.py", "ui/cli/door.py", "ui/worker.py")
AMBIENT_TIME = re.compile(r"time\.time(_ns)?|datetime\.datetime\.(now|utcnow|today)|datetime\.date\.today")
AMBIENT_ID = re.compile(r"uuid\.uuid[14678]")
AMBIENT_SETTING = re.compile(r"os\.(environb?|getenvb?)")
DISK_CALL = re.compile(r"os\.(open|fdopen|mkfifo)|shutil\.(copy\w*|move|make_archive|unpack_archive)")
EXCUSES = re.compile(r"pytest\.(mark\.(skip|skipif|xfail|flaky)|skip|xfail|importorskip)")


def _lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def long_files(source: Source) -> Iterator[Finding]:
    """No file past 400 lines."""
    lines = len(source.text.splitlines())
    if lines > FILE_LINES:
        yield Finding(source.path, FILE_LINES, "file-length", f"{lines} lines", "split it where its subject changes")


def long_functions(source: Source) -> Iterator[Finding]:
    """No function past 45 lines."""
    for node in source.functions():
        if _lines(node) > FUNCTION_LINES:
            what = f"{node.name} has {_lines(node)} lines"
            yield Finding(source.path, node.lineno, "function-length", what, "give its steps names of their own")


def vague_names(source: Source) -> Iterator[Finding]:
    """Modules, folders and classes carry the field's own words."""
    hint = "say what it holds in the field's own words (PRODUCT.md)"
    for part in source.path.with_suffix("").parts:
        if VAGUE & set(part.lower().split("_")):
            yield Finding(source.path, 1, "vague-name", f"module {part}", hint)
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and VAGUE & {
            w.lower() for w in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", node.name)
        }:
            yield Finding(source.path, node.lineno, "vague-name", f"class {node.name}", hint)


def missing_docstrings(source: Source) -> Iterator[Finding]:
    """Outside tests, modules, public classes and public functions over 8 lines say what they are for."""
    if source.of_tests:
        return
    hint = "say its purpose, units and shapes, what it raises, and the source of a rule"
    if source.tree.body and not ast.get_docstring(source.tree):
        yield Finding(source.path, 1, "docstring", "module without one", hint)
    yield from _undocumented(source, source.tree.body, hint)


def _undocumented(source: Source, body: list[ast.stmt], hint: str) -> Iterator[Finding]:
    for node in body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        short = not isinstance(node, ast.ClassDef) and _lines(node) <= UNDOCUMENTED_LINES
        if not short and not ast.get_docstring(node):
            yield Finding(source.path, node.lineno, "docstring", f"{node.name} without one", hint)
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(source, node.body, hint)


def prints(source: Source) -> Iterator[Finding]:
    """Only the command line prints."""
    if not source.shipped or source.under("ui/cli"):
        return
    for call in source.calls():
        if isinstance(call.func, ast.Name) and call.func.id == "print":
            yield Finding(
                source.path, call.lineno, "print", "print outside ui/cli", "return it; the command line prints"
            )


def broad_excepts(source: Source) -> Iterator[Finding]:
    """Only the two doors catch everything; anywhere else it may be caught to clean up and raised again."""
    if not source.shipped or source.under(*DOORS):
        return
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler) and _catches_all(source, node.type) and not _raises_again(node):
            hint = "name the exceptions, or clean up and end with a bare raise"
            yield Finding(source.path, node.lineno, "broad-except", "catches everything", hint)


def _catches_all(source: Source, caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(source.dotted(kind).removeprefix("builtins.") in {"Exception", "BaseException"} for kind in kinds)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def asserts(source: Source) -> Iterator[Finding]:
    """No assert in shipped code: ``python -O`` and the packaged program drop them."""
    if source.shipped:
        for node in source.nodes:
            if isinstance(node, ast.Assert):
                hint = "raise an error of iomdesk.errors, or let the types say it"
                yield Finding(source.path, node.lineno, "assert", "assert in shipped code", hint)


def unfinished_code(source: Source) -> Iterator[Finding]:
    """Nothing shipped answers that it is not written yet (a library's saying so may be caught)."""
    for node in source.nodes:
        raised = node.exc if isinstance(node, ast.Raise) else None
        name = source.dotted(raised.func if isinstance(raised, ast.Call) else raised) if raised else ""
        if name == "NotImplementedError":
            yield Finding(
                source.path, raised.lineno if raised else 1, "unfinished", name, "write it, or use a Protocol"
            )


def ambient_facts(source: Source) -> Iterator[Finding]:
    """Time comes from the clock, ids from ids.py, settings from the command line."""
    if not source.shipped:
        return
    rules = (
        (AMBIENT_TIME, ("iomdesk/clock.py",), "ambient-time", "ask the desk's clock (iomdesk/clock.py)"),
        (AMBIENT_ID, ("iomdesk/ids.py",), "ambient-id", "use iomdesk.ids.new_id with the clock's instant"),
        (AMBIENT_SETTING, ("ui/cli",), "ambient-setting", "take it as an argument; ui/cli reads the environment"),
    )
    for node in source.nodes:
        if not isinstance(node, ast.Attribute | ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        name = source.dotted(node)
        for pattern, allowed, rule, hint in rules:
            if pattern.fullmatch(name) and not source.under(*allowed):
                yield Finding(source.path, node.lineno, rule, name, hint)


def plaintext_files(source: Source) -> Iterator[Finding]:
    """The core writes files only in the store, where they are encrypted; documents leave as bytes."""
    if not source.under("iomdesk") or source.under("iomdesk/store"):
        return
    hint = "return bytes; the store encrypts, ui/cli writes what a person asked for"
    for name in source.imported.values():
        if name.split(".")[0] == "tempfile":
            yield Finding(source.path, 1, "plaintext-file", "tempfile", hint)
    for call in source.calls():
        if _writes(source, call):
            yield Finding(source.path, call.lineno, "plaintext-file", ast.unparse(call.func), hint)


def _writes(source: Source, call: ast.Call) -> bool:
    name = source.dotted(call.func)
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if DISK_CALL.fullmatch(name) or method in {"write_text", "write_bytes", "symlink_to", "hardlink_to"}:
        return True
    if name in {"open", "io.open", "builtins.open"}:
        return not _reads_only(call, 1)
    # Path.open takes its mode first; other things called open (an archive, a book) take a name that is no mode.
    return method == "open" and not _reads_only(call, 0, modes_only=True)


def _reads_only(call: ast.Call, place: int, *, modes_only: bool = False) -> bool:
    given = [keyword.value for keyword in call.keywords if keyword.arg == "mode"] + call.args[place : place + 1]
    if not given:
        return True
    mode = given[0].value if isinstance(given[0], ast.Constant) else None
    if not isinstance(mode, str):
        return modes_only
    if modes_only and not re.fullmatch(r"[rwxabt+]{1,4}", mode):
        return True
    return not set(mode) & set("wax+")


def spreadsheets_on_disk(source: Source) -> Iterator[Finding]:
    """xlsxwriter keeps rows in temporary files unless told not to."""
    told = any(
        isinstance(node, ast.Dict)
        and any(_is(key, "in_memory") and _is(value, True) for key, value in zip(node.keys, node.values, strict=True))
        for node in source.nodes
    )
    for call in source.calls():
        if source.shipped and source.dotted(call.func) == "xlsxwriter.Workbook" and not told:
            hint = 'pass {"in_memory": True}'
            yield Finding(source.path, call.lineno, "plaintext-file", "xlsxwriter writes temporary files", hint)


def _is(node: ast.expr | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is type(value) and node.value == value


def excused_tests(source: Source) -> Iterator[Finding]:
    """A test that is skipped, allowed to fail or sleeps says why."""
    if not source.of_tests:
        return
    lines = source.text.splitlines()
    explained = {id(call.func) for call in source.calls() if _has_reason(source, call)}
    for node in source.nodes:
        if not isinstance(node, ast.Attribute | ast.Name):
            continue
        name = source.dotted(node)
        if EXCUSES.fullmatch(name) and id(node) not in explained:
            yield Finding(source.path, node.lineno, "excused-test", name, "give its reason, or make the test pass")
        if name == "time.sleep" and "# waits " not in lines[node.lineno - 1]:
            hint = "wait for the event itself; if there is none, say why on the line: # waits for ..."
            yield Finding(source.path, node.lineno, "excused-test", name, hint)


def _has_reason(source: Source, call: ast.Call) -> bool:
    name = source.dotted(call.func)
    reasons = [keyword.value for keyword in call.keywords if keyword.arg == "reason"]
    if not reasons and name in {"pytest.skip", "pytest.xfail"}:
        reasons = call.args[:1]
    return any(not isinstance(reason, ast.Constant) or bool(reason.value) for reason in reasons)
