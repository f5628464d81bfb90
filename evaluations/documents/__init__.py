"""Official documents as PDF: made here, by reportlab, from frozen content.

``pages`` knows paper, numbers of pages and the code; ``parts`` what several documents have in common; each document
is a module of its own and reads nothing from the database. What stands on one gathers ``contents``.
"""
