"""Files that take too long for a request: ordered (``ordering``), made by a job (``making``), fetched within a day.

Each ``kind`` is a module of its own and a line in ``kinds.KINDS``. What the timer does with them stands in
``domain.upkeep.downloads``.
"""
