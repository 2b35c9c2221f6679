"""Every architecture that the program knows, by name. Importing this imports no torch.

from engines.models.catalogue import CATALOGUE
network = CATALOGUE["unet"].build()
"""

from collections.abc import Mapping

from engines.models.catalogue.clip import CLIP
from engines.models.catalogue.cpvton import CPVTON_GMM, CPVTON_TOM
from engines.models.catalogue.dancer import DANCER
from engines.models.catalogue.deeplabv3plus import DEEPLABV3PLUS
from engines.models.catalogue.dogs import DOG_EMBEDDER, SPOTTER
from engines.models.catalogue.entry import Architecture, PublishedFile
from engines.models.catalogue.gfpgan import GFPGAN
from engines.models.catalogue.graphonomy import GRAPHONOMY
from engines.models.catalogue.hed import HED
from engines.models.catalogue.hrnet import HRNET
from engines.models.catalogue.keymap import KeyMap, Rule
from engines.models.catalogue.lpips import LPIPS_ALEX, LPIPS_SQUEEZE, LPIPS_VGG
from engines.models.catalogue.mdm import MDM
from engines.models.catalogue.mobile_sam import MOBILE_SAM
from engines.models.catalogue.openpose import OPENPOSE_BODY
from engines.models.catalogue.painter import PAINTER
from engines.models.catalogue.pix2pix import PIX2PIX_PATCHGAN, PIX2PIX_UNET
from engines.models.catalogue.shapes import Shapes
from engines.models.catalogue.tryon import DRESSER, GARMENT_WARP
from engines.models.catalogue.u2net import U2NET, U2NETP
from engines.models.catalogue.unet import UNET
from engines.models.catalogue.vit import SIMCLR_VIT, VIT
from engines.models.catalogue.vitonhd import VITONHD_ALIAS, VITONHD_GMM, VITONHD_SEG
from engines.models.catalogue.world_classifier import WORLD_CLASSIFIER

ARCHITECTURES = (
    PAINTER,
    WORLD_CLASSIFIER,
    DOG_EMBEDDER,
    SPOTTER,
    GARMENT_WARP,
    DRESSER,
    DANCER,
    PIX2PIX_UNET,
    PIX2PIX_PATCHGAN,
    HED,
    UNET,
    U2NET,
    U2NETP,
    DEEPLABV3PLUS,
    GRAPHONOMY,
    OPENPOSE_BODY,
    HRNET,
    VITONHD_GMM,  # before CP-VTON's, which a file of it would fit as well if it lacked its first key
    VITONHD_SEG,
    VITONHD_ALIAS,
    CPVTON_GMM,
    CPVTON_TOM,
    MDM,
    CLIP,
    VIT,
    SIMCLR_VIT,
    MOBILE_SAM,
    GFPGAN,
    LPIPS_ALEX,
    LPIPS_VGG,
    LPIPS_SQUEEZE,
)

CATALOGUE: Mapping[str, Architecture] = {one.name: one for one in ARCHITECTURES}

__all__ = ["CATALOGUE", "Architecture", "KeyMap", "PublishedFile", "Rule", "Shapes"]
