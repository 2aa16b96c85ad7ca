"""The parameters of a release are those of samconfig.toml."""

import pytest

from tests.template import read_template
from tools.write_template_configuration import make_template_configuration


def test_prod_is_configured_as_in_samconfig() -> None:
    assert make_template_configuration("prod") == {
        "Parameters": {"Environment": "prod", "LogRetentionDays": "365"},
        "Tags": {"app": "callnotes", "environment": "prod"},
    }


@pytest.mark.parametrize("environment", ["staging", "prod"])
def test_parameters_are_those_of_the_template(environment: str) -> None:
    configured = make_template_configuration(environment)["Parameters"]
    assert configured.keys() <= read_template()["Parameters"].keys()
    assert configured["Environment"] == environment


def test_an_unknown_environment_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        make_template_configuration("nowhere")
