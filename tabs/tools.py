"""The public calls as tools for language models, by Gradio's server of the Model Context Protocol (MCP)."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

from engines.dance.results import LONGEST, SHORTEST
from settings import Settings

FOR_THE_HOST: Final = "/models"  # how the calls of the host's rooms begin
DATA: Final = "as a data: URL, such as data:image/png;base64,...; nothing is fetched from other addresses"
# What a model reads of each parameter; one name means the same in every call.
PARAMETERS: Final = {
    "drawing": f"Dark or coloured strokes on light paper, {DATA}.",
    "world": "shoes, handbags, cars, cartoon_faces, panda, pixel_heroes, gemstones, space, or one of the host's own.",
    "seed": "A whole number from 0; another one gives another result of the same wish.",
    "photo": f"A photo of a dog, {DATA}.",
    "k": "How many dogs to find, 1 to 100.",
    "clip": f"A film of 20 seconds or less with a dog, {DATA}.",
    "person": f"A photo of one person, {DATA}.",
    "garment": f"A photo of one garment, {DATA}.",
    "top": f"A photo of a top, {DATA}.",
    "bottom": f"A photo of trousers or of a skirt, {DATA}.",
    "kind": "top, dress, trousers or skirt; empty to let the program see for itself.",
    "sleeve": "none, short or long; empty to keep what the photo shows.",
    "text": "The dance in English or Korean, such as 'spin then jump'.",
    "seconds": f"Length of the dance, {SHORTEST:g} to {LONGEST:g}.",
    "style": "The id of a style, as dance_styles lists them; empty for none.",
    "energy": "0 (calm) to 1 (wild); 0.5 where nothing is wished.",
    "format": "mp4, gif, webp, bvh, glb or npz.",
    "look": "Who dances: kid, hanbok or robot.",
    "music": f"A sound file of a minute or less, {DATA}.",
}


def offer_tools(page: gr.Blocks, settings: Settings) -> None:
    """Make the tools of a mounted page fit for strangers.

    They have the names of the calls, all parameters are explained, the host's own calls are none of them, and no file
    is fetched from an address that somebody names.
    """
    server = page.mcp_server_obj
    calls = [call for call in server.tool_to_endpoint.values() if not call.startswith(FOR_THE_HOST)]
    server.tool_to_endpoint = {call.removeprefix("/"): call for call in calls}
    # Without this Gradio connects to whatever address the first caller's headers name.
    server._local_url = f"http://127.0.0.1:{settings.port}/"
    describe, to_schema, to_files = (
        server.get_fn_description,
        server.get_input_schema,
        server.convert_strings_to_filedata,
    )
    # Gradio's own hints send a model to an upload tool that is not there.
    hint = server._file_data_tool_description

    def explained(function: Any, name: str) -> tuple[str, dict[str, str]]:
        return describe(function, name)[0].removesuffix(hint), PARAMETERS

    def schema(name: str, parameters: dict[str, str] | None = None) -> tuple[dict[str, Any], list[list[str | int]]]:
        told, files = to_schema(name, parameters)
        for (file,) in files:
            told["properties"][file] = {"type": "string", "description": PARAMETERS[str(file)]}
        return told, files

    def brought(given: dict[str, Any], files: list[list[str | int]]) -> Any:
        for (file,) in files:
            if not str(given.get(str(file), "data:")).startswith("data:"):
                raise ValueError(f"`{file}` must be a file {DATA}.")
        return to_files(given, files)

    server.get_fn_description, server.get_input_schema = explained, schema
    server.convert_strings_to_filedata = brought
