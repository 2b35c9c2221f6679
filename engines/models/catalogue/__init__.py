"""Every architecture that the program knows, by name. Importing this imports no torch.

from engines.models.catalogue import CATALOGUE
network = CATALOGUE["unet"].build()
"""

from collections.abc import Mapping

from engines.models.catalogue.entry import Architecture, PublishedFile
from engines.models.catalogue.keymap import KeyMap, Rule
from engines.models.catalogue.mdm import MDM
from engines.models.catalogue.painter import PAINTER
from engines.models.catalogue.pix2pix import PIX2PIX_PATCHGAN, PIX2PIX_UNET
from engines.models.catalogue.shapes import Shapes

ARCHITECTURES = (PAINTER, PIX2PIX_UNET, PIX2PIX_PATCHGAN, MDM)

CATALOGUE: Mapping[str, Architecture] = {one.name: one for one in ARCHITECTURES}

__all__ = ["CATALOGUE", "Architecture", "KeyMap", "PublishedFile", "Rule", "Shapes"]
