"""PUT /v1/customers/{customer_id}"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.customer_models import CustomerOutput
from callnotes.api.customer_routes import UPDATE_CUSTOMER, UpdateCustomerInput
from callnotes.domain.actor import Actor
from callnotes.domain.versions import make_etag
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.update_customer import update_customer

table = read_settings(TableSettings).table_name
customers = DynamoDBCustomers(make_client("dynamodb"), table)


@serve(UPDATE_CUSTOMER, lease=DynamoDBQuota(table).lease)
def handler(request: Request[UpdateCustomerInput], actor: Actor) -> Response:
    """Replace what is kept about a customer."""
    customer = update_customer(
        request.input.customer_id,
        request.input.body.to_profile(),
        request.change_by(actor),
        if_match=request.input.if_match,
        customers=customers,
    )
    facts = {"customer_id": customer.customer_id, "version": customer.version}
    headers = {"ETag": make_etag(customer.version)}
    return Response(UPDATE_CUSTOMER.status, CustomerOutput.of(customer), headers, facts)
