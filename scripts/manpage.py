"""The manual page, docs/man/idlibtl.1, from the commands themselves: roff with the macros of man(7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

_ENVIRONMENT = (
    ("IDLIBTL_PAGER, PAGER", "The pager for what is longer than the screen; none where it is empty or cat."),
    ("LESS", "Options of less, FRX where it isn't set."),
    ("NO_COLOR", "No colours, where it is set."),
)
_FILES = (
    ("chronology.db", "The chronology, unless --db names another."),
    ("chronology.toml", "The owner's decisions on it, beside it and under its name."),
)
_EXIT = (
    ("0", "Done. Conflicts and misprints found in sources are results, not failures."),
    ("1", "A file was skipped or partly unread, a quote is gone, nothing matched, or two chronologies differ."),
    ("2", "Wrong usage, no chronology yet, or a damaged one."),
    ("130", "Interrupted; nothing was half-written."),
)


def page(group: Any, context: Any, version: str) -> str:
    """The page for a group of commands."""
    first, *rest = cleandoc(group.help).split("\n\n")
    parts = [
        '.\\" Written by scripts/docs.py (make docs) from the commands themselves.',
        f'.TH IDLIBTL 1 "" "idlibtl {version}" "User Commands"',
        ".SH NAME",
        f"idlibtl \\- {roff(_joined(first)[0].lower() + _joined(first)[1:].rstrip('.'))}",
        ".SH SYNOPSIS",
        ".B idlibtl\n.I COMMAND\n.RI [ OPTIONS ]\n.RI [ ARGUMENTS ]",
        ".SH DESCRIPTION",
        *_paragraphs(first, *rest),
        ".SH COMMANDS",
        *_commands(group, context, "idlibtl"),
        ".SH EXIT STATUS",
        *_terms(_EXIT),
        ".SH ENVIRONMENT",
        *_terms(_ENVIRONMENT),
        ".SH FILES",
        *_terms(_FILES),
    ]
    return "\n".join(parts) + "\n"


def _commands(group: Any, context: Any, name: str) -> Iterator[str]:
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        arguments = [each for each in command.params if each.param_type_name == "argument"]
        options = [each for each in command.params if each.param_type_name == "option"]
        inner = hasattr(command, "list_commands")
        usage = [name, word, *(["[OPTIONS]"] if options else []), *(_metavar(each) for each in arguments)]
        usage += ["COMMAND"] if inner else []
        yield f".SS {roff(' '.join(usage))}"
        yield from _paragraphs(*cleandoc(command.help).split("\n\n"))
        yield from _terms((_names(each), _meaning(each)) for each in (*arguments, *options))
        if inner:
            yield from _commands(command, context, f"{name} {word}")


def _paragraphs(*parts: str) -> Iterator[str]:
    """Text as paragraphs; examples, which a backspace marks, as they stand."""
    for part in parts:
        if part.startswith("\b\n"):
            yield from (".PP", ".RS 4", ".nf", *map(roff, part[2:].splitlines()), ".fi", ".RE")
        else:
            yield from (".PP", roff(_joined(part)))


def _terms(pairs: Any) -> Iterator[str]:
    for term, meaning in pairs:
        yield f".TP\n.B {roff(term)}\n{roff(meaning)}"


def _metavar(argument: Any) -> str:
    return argument.metavar or f"{argument.name.upper()}{'...' if argument.nargs == -1 else ''}"


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return _metavar(parameter)
    names = ", ".join(sorted((*parameter.opts, *parameter.secondary_opts), key=len))
    return names if getattr(parameter, "is_flag", False) else f"{names} {parameter.metavar or parameter.name.upper()}"


def _meaning(parameter: Any) -> str:
    said = _joined(parameter.help or "")
    if parameter.required and parameter.param_type_name == "option":
        return f"{said} Required."
    if getattr(parameter, "is_flag", False) or parameter.default in (None, (), []):
        return said
    return f"{said} Default: {parameter.default}."


def _joined(text: str) -> str:
    return " ".join(text.split())


def roff(text: str) -> str:
    """Text as roff: nothing in it is a request, an escape or a hyphen that can't be copied; ASCII alone."""
    text = (
        text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq").replace("^", "\\(ha")
    )
    text = text.replace("~", "\\(ti")
    text = re.sub(r"[^\x00-\x7f]", lambda match: f"\\[u{ord(match[0]):04X}]", text)
    return f"\\&{text}" if text.startswith(".") else text
