"""What is wrong with a weight, for the person who runs the program."""


class CheckpointError(RuntimeError):
    """A weight is missing, damaged or wrongly described; the message says which file and what to do."""
