"""Simulated visitors on a real server: whether it stays up, keeps its memory, and gives everybody their own result."""
