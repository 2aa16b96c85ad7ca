"""Expands a template's loops and mappings with SAM CLI's own code, as CloudFormation does.

SAM CLI resolves parameters as well, and leaves the rest of an `Fn::Sub` behind as plain text. AWS
resolves what the transform defines, and nothing else:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html
"""

import copy
from pathlib import Path
from typing import Any, ClassVar, override

from samcli.lib.cfn_language_extensions.models import TemplateProcessingContext
from samcli.lib.cfn_language_extensions.pipeline import ProcessingPipeline
from samcli.lib.cfn_language_extensions.processors import (
    ForEachProcessor,
    TemplateParsingProcessor,
)
from samcli.lib.cfn_language_extensions.resolvers import (
    FnFindInMapResolver,
    FnLengthResolver,
    FnToJsonStringResolver,
    IntrinsicResolver,
)
from samcli.lib.cfn_language_extensions.resolvers.base import IntrinsicFunctionResolver
from samcli.yamlhelper import yaml_parse

SECTIONS = ("Conditions", "Resources", "Outputs")

type Template = dict[str, Any]


class LiteralSub(IntrinsicFunctionResolver):  # type: ignore[misc]  # SAM CLI has no types
    """An `Fn::Sub` that a loop has filled in is a plain name, also inside Ref and GetAtt."""

    FUNCTION_NAMES: ClassVar[list[str]] = ["Fn::Sub"]

    @override
    def resolve(self, value: dict[str, Any]) -> Any:
        argument = self.parent.resolve_value(self.get_function_args(value))
        text, variables = argument if isinstance(argument, list) else (argument, {})
        for name in [name for name, item in variables.items() if isinstance(item, str)]:
            text = text.replace(f"${{{name}}}", variables.pop(name))
        if "${" not in text:
            return text
        return {"Fn::Sub": [text, variables] if variables else text}


RESOLVERS = (FnFindInMapResolver, FnLengthResolver, FnToJsonStringResolver, LiteralSub)


def read_template(path: Path) -> Template:
    """Read a template file, its loops expanded."""
    return expand_template(yaml_parse(path.read_text()))


def expand_template(template: Template) -> Template:
    """Return a copy of a template without loops and lookups."""
    context = TemplateProcessingContext(fragment=copy.deepcopy(template))
    resolver = IntrinsicResolver(context)
    for kind in RESOLVERS:
        resolver.register_resolver(kind)
    processors = [TemplateParsingProcessor(), ForEachProcessor(intrinsic_resolver=resolver)]
    expanded: Template = ProcessingPipeline(processors).process_template(context)
    sections = [name for name in SECTIONS if name in expanded]
    return expanded | {name: resolver.resolve_value(expanded[name]) for name in sections}
