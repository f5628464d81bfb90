"""Demo data: the regency of the fixtures, eight people to log in as, three past months and an open one."""
