from dataclasses import dataclass, field


@dataclass
class InMemoryTenants:
    """`ports.TenantStore` in a dictionary of regions."""

    regions: dict[str, str] = field(default_factory=dict)

    def get_phone_region(self, tenant: str) -> str | None:
        return self.regions.get(tenant)

    def set_phone_region(self, tenant: str, region: str) -> None:
        self.regions[tenant] = region
