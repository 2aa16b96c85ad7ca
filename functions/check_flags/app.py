"""AppConfig, before a deployment: a document that the functions could not read is refused."""

from callnotes.domain.flags import check_document
from callnotes.entry.validators import validator

handler = validator(check_document)
