"""The cells of a row (MODEL 5), a module each: its value, what YAML may say of it, and how the one is read as the other."""

from gapub.model.cells.audience import AUDIENCE as AUDIENCE
from gapub.model.cells.audience import AudienceCell as AudienceCell
from gapub.model.cells.basis import BASIS as BASIS
from gapub.model.cells.basis import MORE_BASIS as MORE_BASIS
from gapub.model.cells.basis import BasisRef as BasisRef
from gapub.model.cells.channels import CHANNELS as CHANNELS
from gapub.model.cells.channels import MORE_CHANNELS as MORE_CHANNELS
from gapub.model.cells.channels import ChannelsCell as ChannelsCell
from gapub.model.cells.common import More as More
from gapub.model.cells.content import CONTENT as CONTENT
from gapub.model.cells.content import MORE_CONTENT as MORE_CONTENT
from gapub.model.cells.content import Element as Element
from gapub.model.cells.levels import LEVEL as LEVEL
from gapub.model.cells.levels import LEVEL_LIST as LEVEL_LIST
from gapub.model.cells.levels import LEVELS as LEVELS
from gapub.model.cells.levels import one_level_of as one_level_of
from gapub.model.cells.method import METHODS as METHODS
