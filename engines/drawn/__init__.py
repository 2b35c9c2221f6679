"""Things made by program with exact labels: edges and strokes from pictures, shoes that never existed."""
