# The whole program for a Docker Space (or any Docker): unlike requirements.txt it has mmpose and mmcv-lite too.
#   docker build -t five-doors . && docker run --rm -p 7860:7860 five-doors
FROM python:3.11-slim

RUN pip install --no-cache-dir uv==0.13.8

# A Space runs its container as user 1000.
RUN useradd --create-home --uid 1000 visitor && install --directory --owner=visitor /app
USER visitor
WORKDIR /app

# Compiled while building, so that a start does not pay for it; no cache, it would double the image.
ENV UV_COMPILE_BYTECODE=1 UV_NO_CACHE=1 PATH=/app/.venv/bin:$PATH

# The packages are a layer of their own: a change of the program does not install 5 GB again.
COPY --chown=visitor pyproject.toml ./
RUN uv sync --no-dev

COPY --chown=visitor . .

# Inside a container the page must listen on every address to be reached from outside.
ENV FIVE_DOORS_HOST=0.0.0.0 FIVE_DOORS_PORT=7860
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/', timeout=8)"]

CMD ["python", "app.py"]
