"""GET /v1/customers"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.adapters.dynamodb_tenants import DynamoDBTenants
from callnotes.api.customer_models import CustomerPageOutput
from callnotes.api.customer_routes import LIST_CUSTOMERS, ListCustomersInput
from callnotes.domain.actor import Actor
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.list_customers import list_customers

table = read_settings(TableSettings).table_name
customers = DynamoDBCustomers(make_client("dynamodb"), table)
tenants = DynamoDBTenants(make_client("dynamodb"), table)


@serve(LIST_CUSTOMERS, lease=DynamoDBQuota(table).lease)
def handler(request: Request[ListCustomersInput], actor: Actor) -> Response:
    """Find the customer who has a phone number."""
    found = list_customers(actor, phone=request.input.phone, customers=customers, tenants=tenants)
    return Response(LIST_CUSTOMERS.status, CustomerPageOutput.of(found))
