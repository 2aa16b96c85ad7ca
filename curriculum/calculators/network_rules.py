"""Does a connection into a subnet come about? Network ACLs and security groups on one packet.

https://docs.aws.amazon.com/vpc/latest/userguide/infrastructure-security.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class Ports:
    """A range of ports, both ends in it."""

    first: int
    last: int

    def __contains__(self, port: int) -> bool:
        return self.first <= port <= self.last


ALL = Ports(0, 65_535)
EPHEMERAL = Ports(1024, 65_535)


@dataclass(frozen=True)
class AclRule:
    """An entry of a network ACL, for one direction: it allows or denies."""

    number: int
    is_allowed: bool
    ports: Ports
    cidr: str = ANYWHERE


@dataclass(frozen=True)
class GroupRule:
    """A rule of a security group: it can only allow."""

    ports: Ports
    cidr: str = ANYWHERE


@dataclass(frozen=True)
class Network:
    """What guards the subnet and the interface of the server."""

    acl_in: Sequence[AclRule]
    acl_out: Sequence[AclRule]
    group_in: Sequence[GroupRule]


def passes_acl(rules: Sequence[AclRule], address: str, port: int) -> bool:
    """The rule with the lowest number that matches decides; without one it is a deny."""
    for rule in sorted(rules, key=lambda rule: rule.number):
        if port in rule.ports and ip_address(address) in ip_network(rule.cidr):
            return rule.is_allowed
    return False


def passes_group(rules: Sequence[GroupRule], address: str, port: int) -> bool:
    """Any rule that matches allows; their order means nothing."""
    return any(port in r.ports and ip_address(address) in ip_network(r.cidr) for r in rules)


def connect(network: Network, client: str, client_port: int, port: int) -> str:
    """Return `connected`, or what stopped the request or its reply.

    The security group remembers the connection: a reply needs no rule. The network ACL does not:
    the reply needs one for the port that the client chose.
    """
    if not passes_acl(network.acl_in, client, port):
        return "network ACL: request"
    if not passes_group(network.group_in, client, port):
        return "security group: request"
    if not passes_acl(network.acl_out, client, client_port):
        return "network ACL: reply"
    return "connected"
