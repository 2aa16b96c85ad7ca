"""The local cloud: the pinned emulator with the parts it lacks, as one child process."""

from callnotes_local.emulator.handle import ACCOUNT as ACCOUNT
from callnotes_local.emulator.handle import Emulator as Emulator
from callnotes_local.emulator.handle import EmulatorError as EmulatorError
from callnotes_local.emulator.handle import UnsavedError as UnsavedError
from callnotes_local.emulator.handle import attach as attach
from callnotes_local.emulator.handle import start as start
from callnotes_local.emulator.settings import REGION as REGION
from callnotes_local.emulator.settings import StartOptions as StartOptions
