"""The errors that a user can mend, told apart from faults of the program."""


class InputError(Exception):
    """Something outside the program is wrong: a file, a value, a setting.

    The message is one line: where, what was found, what is allowed, how to mend it. The command
    line and the stages print it without a traceback and exit with status 1.
    """
