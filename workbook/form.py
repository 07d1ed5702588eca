"""The form of a Relaybook workbook: which row means what. Reader and writer share it."""

from __future__ import annotations

TEMPLATE_VERSION = "1.0.0"

KEY_ROW = 1
"""Machine keys, hidden and locked."""
NAV_ROW = 2
BAND_ROW = 3
HEADER_ROW = 4
FIRST_ROW = 5
"""The first row of data."""
LAST_ROW = 1_048_576

COUNTS_COLUMN = 3
"""Where the line of counts stands in the band row of Issues: after the name of the band."""

META_TAB = "_meta"
"""veryHidden: column A a name, column B its value; `sheet:Customers` names that sheet's tab."""
LISTS_TAB = "Lists"
GUIDE_TAB = "Guide"
DASHBOARD_TAB = "Dashboard"

PROPERTY_VERSION = "RelaybookTemplateVersion"
PROPERTY_HASH = "RelaybookSchemaHash"
PROPERTY_LANGUAGE = "RelaybookLanguage"
