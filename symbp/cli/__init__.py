"""The command line. Each command is a file, and a few lines over the public names.

Exit codes: 0 done and right, 1 a proof has failed, 2 something could not be read or written.
Nothing heavy is imported before a command runs, so that ``--help`` answers at once, and nothing at all
where the command has run before.
"""


def main() -> None:
    """Run the command line, or say again what the same command said."""
    from symbp.cli.again import replayed

    code = replayed()
    if code is not None:
        raise SystemExit(code)
    from symbp.cli.commands import main

    main()
