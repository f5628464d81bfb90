// What somebody typed into a field for a date stays as it is: Wagtail's calendar would put the present moment in place
// of what it cannot read, and the server, which says what is wrong, would never see it. Loaded before any field starts.
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
