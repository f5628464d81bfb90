"""Forms that write on a row which another tab may have changed in the meantime."""

from django import forms


class VersionedForm(forms.Form):
    """Carries the version of the row that the person has in front of them.

    The browser checks nothing: its messages come in its own language, and it would hold back a preview.
    """

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput)
