"""GET /v1/customers/{customer_id}"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.customer_models import CustomerOutput
from callnotes.api.customer_routes import GET_CUSTOMER, GetCustomerInput
from callnotes.domain.actor import Actor
from callnotes.domain.versions import make_etag
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.get_customer import get_customer

table = read_settings(TableSettings).table_name
customers = DynamoDBCustomers(make_client("dynamodb"), table)


@serve(GET_CUSTOMER, lease=DynamoDBQuota(table).lease)
def handler(request: Request[GetCustomerInput], actor: Actor) -> Response:
    """Get a customer of the caller's contact center."""
    customer = get_customer(request.input.customer_id, actor, customers)
    facts = {"customer_id": customer.customer_id, "version": customer.version}
    headers = {"ETag": make_etag(customer.version)}
    return Response(GET_CUSTOMER.status, CustomerOutput.of(customer), headers, facts)
