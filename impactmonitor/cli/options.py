"""What commands have in common: the options of a request, and how an unknown one is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer
from typer.core import TyperCommand

from impactmonitor.problems import UsageError, nearest
from impactmonitor.run.request import PARAMETERS, Request


def asks(*left_out: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of a `Request`, which it takes as its first argument.

    Parameters
    ----------
    *left_out : str
        Parameters that the command does not have.
    """

    def with_options(command: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(command, include_extras=True)
        own = [
            one.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[one.name])
            for one in signature(command).parameters.values()
            if one.name != "request"
        ]
        options = [_option(one) for one in PARAMETERS if one.name not in left_out]

        @wraps(command)
        def asked(**given: Any) -> None:
            chosen = {one.name: given.pop(one.name) for one in options}
            chosen = {name: tuple(value) if isinstance(value, list) else value for name, value in chosen.items()}
            command(Request(**chosen), **given)

        asked.__signature__ = Signature([*options, *own])  # type: ignore[attr-defined]
        asked.__annotations__ = {one.name: one.annotation for one in (*options, *own)}
        return asked

    return with_options


def _option(asked: Field[Any]) -> Parameter:
    """Describe an option as typer takes it: numbers as numbers, files as files, and the rest as typed."""
    several, default = asked.default == (), asked.default
    kind = int if isinstance(default, int) else Path | None if default is None else list[Path] if several else str
    annotation = Annotated[kind, typer.Option(**asked.metadata)]  # type: ignore[valid-type]
    return Parameter(asked.name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


only_data = asks(*(one.name for one in PARAMETERS if one.name != "data"))
"""Gives a command that takes all answers as they are the option that says which."""


class Command(TyperCommand):
    """A command that answers an unknown option with the nearest one and all there are."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Check the names of the options before their values; raises `UsageError` where one is unknown."""
        known = [option for parameter in self.get_params(ctx) for option in parameter.opts if option.startswith("--")]
        for name in (argument.partition("=")[0] for argument in args):
            if name.startswith("--") and name not in known:
                hint = nearest(name, known) or "."
                raise UsageError(f"{self.name} has no option {name}{hint} Allowed: {', '.join(known)}")
        return super().parse_args(ctx, args)
