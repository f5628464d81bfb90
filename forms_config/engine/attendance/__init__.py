"""Attendance: from working hours, taps and what is said of days to the days themselves and the figures of a month.

Times are aware datetimes in the zone of the office; the caller has turned them into it. Minutes are whole minutes.
"""
