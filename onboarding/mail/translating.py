"""Words of templates are translated when a template is read, not each time it is filled in."""

from typing import Any

from jinja2 import nodes
from jinja2.ext import InternationalizationExtension


class Translated(InternationalizationExtension):
    """The tag `trans` in an environment of one language: `environment.catalogue`."""

    def _make_node(
        self, singular: str, plural: str | None, context: str | None, variables: dict[str, nodes.Expr], *rest: Any
    ) -> nodes.Output:
        if plural is not None or context is not None:
            return super()._make_node(singular, plural, context, variables, *rest)
        translated: str = self.environment.catalogue.gettext(singular)  # type: ignore[attr-defined]
        if not variables:
            return nodes.Output([nodes.TemplateData(translated.replace("%%", "%"))])
        pairs = [nodes.Pair(nodes.Const(name), value) for name, value in variables.items()]
        return nodes.Output([nodes.Mod(nodes.MarkSafeIfAutoescape(nodes.Const(translated)), nodes.Dict(pairs))])
