"""The door of the command line: arguments in, one answer out; every error a person should read is a sentence.

Exit 0 done, 1 refused, 2 wrong usage. There is no traceback: what is neither a refusal nor the machine standing
in the way is a mistake of ours, said with its kind alone, because an exception's text may hold case content.
"""

import json
import sys
from collections.abc import Sequence

from iomdesk.clock import Clock, SystemClock
from iomdesk.errors import Environment, IomdeskError
from iomdesk.opening import Calibrator, MachineCalibrator, OpenDesk, open_desk
from iomdesk.words import say
from ui.cli import everything
from ui.cli.parser import build
from ui.cli.secrets import home_from, officer_from, passphrase_file_from, passphrase_from
from ui.cli.shape import Answer, DeskCommand, Surroundings

DONE, REFUSED, USAGE = 0, 1, 2


def main(argv: Sequence[str], clock: Clock | None = None, calibrator: Calibrator | None = None) -> int:
    """Run one command. ``clock`` and ``calibrator`` are the machine's own unless a test gives others."""
    _forbid_core_dumps()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = build(everything.COMMANDS)
    try:
        arguments = parser.parse_args(list(argv))
    except SystemExit as left:
        return DONE if not left.code else USAGE
    if arguments.command is None:
        parser.print_help(sys.stderr)
        return USAGE
    surroundings = Surroundings(
        home=home_from(arguments.home),
        sign_in=officer_from(arguments.sign_in),
        passphrase_file=passphrase_file_from(arguments.passphrase_file),
        clock=clock or SystemClock(),
        calibrator=calibrator or MachineCalibrator(),
        tell=_tell,
    )
    try:
        answer = _run(arguments.command, surroundings, arguments)
        _say(answer, as_json=arguments.json)
    except IomdeskError as refusal:
        print(str(refusal), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print(say("Stopped. Everything saved before is kept."), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        return REFUSED
    except Exception as fault:  # noqa: BLE001 - the one door where a mistake of ours ends
        print(_fault(fault), file=sys.stderr)
        return REFUSED
    return DONE if answer.well else REFUSED


def _forbid_core_dumps() -> None:
    """A dump of this process would hold the key and case text in the clear."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _run(command: object, surroundings: Surroundings, arguments: object) -> Answer:
    if isinstance(command, DeskCommand):
        passphrase = passphrase_from(surroundings.passphrase_file, say("Passphrase: "))
        with open_desk(surroundings.home, surroundings.sign_in, passphrase, surroundings.clock) as opened:
            answer = command.run(opened.desk, arguments)  # type: ignore[arg-type]
            _day_backup(opened)
            return answer
    return command.run(surroundings, arguments)  # type: ignore[attr-defined,no-any-return]


def _day_backup(opened: OpenDesk) -> None:
    """The day's backup. When it cannot be made the work is done all the same, and the person is told."""
    try:
        opened.back_up_if_due()
    except Environment as why:
        _tell(say("Today's backup could not be made: {why}", why=why))


def _say(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer.document, ensure_ascii=False, indent=2))
    else:
        for line in answer.lines:
            print(line)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _fault(fault: BaseException) -> str:
    """Where a mistake of ours happened, without its text: file, line and kind, to report."""
    place = fault.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_name}:{place.tb_lineno}" if place is not None else "?"
    return say(
        "Something went wrong inside iomdesk ({kind} at {where}). What was saved before is kept; please report this.",
        kind=type(fault).__name__,
        where=where,
    )
