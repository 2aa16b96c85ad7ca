"""What the use cases need from outside, as Protocols.

Fakes and adapters pass the same contract tests. An adapter's docstring names its port, such as
`ports.NoteStore`, which is in the module of its noun.
"""
