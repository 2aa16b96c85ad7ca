from dataclasses import dataclass, field


@dataclass
class InMemoryCustomers:
    """`ports.CustomerStore` in a set of (tenant, customer)."""

    customers: set[tuple[str, str]] = field(default_factory=set)

    def has_customer(self, tenant: str, customer_id: str) -> bool:
        return (tenant, customer_id) in self.customers
