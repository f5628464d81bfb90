"""What the figures are compared with: the same work, done the plain way with Wagtail and Django REST framework."""
