"""The pure heart: schema, codec, checks, visibility, scoring, predikat, explanation.

Standard library only: no Django, no database, no clock.
"""
