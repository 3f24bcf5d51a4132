"""The command line: typer commands, a file a group. Nothing below this package knows of a terminal."""
