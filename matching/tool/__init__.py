"""The engine for any city with two spreadsheets: no database, no Django.

`python -m matching` is its door (`matching.tool.commands`).
"""
