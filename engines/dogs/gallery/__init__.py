"""The gallery: the dogs that a host has photos of, what was seen on them, and which are most like another dog."""

from engines.dogs.gallery.folder import Broken, Progress, add_folder
from engines.dogs.gallery.gallery import Gallery
from engines.dogs.gallery.looks import Found, Look, NewDog

__all__ = ["Broken", "Found", "Gallery", "Look", "NewDog", "Progress", "add_folder"]
