"""Attendance of people: from what is stored to days and months, by the rules of ``forms_config.engine.attendance``."""
