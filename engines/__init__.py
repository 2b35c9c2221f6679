"""What the program does: one package a tab, and what they share. Nothing here imports Gradio."""
