"""Panduan in the Wagtail admin: pages, words of the search, what people look for, legal bases."""
