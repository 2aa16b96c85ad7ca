"""Who signed up, in DynamoDB."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from callnotes.adapters.clients import calling, error_code
from callnotes.adapters.note_items import to_wire
from callnotes.domain.sign_up import SignUp
from callnotes.domain.times import to_time_text


@dataclass(frozen=True)
class DynamoDBSignUps:
    """`ports.SignUpStore` on the table."""

    client: Any
    table_name: str

    def record_sign_up(self, sign_up: SignUp) -> None:
        """Put the record unless it exists."""
        item = {
            "pk": f"SIGN_UP#{sign_up.user_id}",
            "sk": "SIGN_UP",
            "entity": "sign_up",
            "user_id": sign_up.user_id,
            "username": sign_up.username,
            "signed_up_at": to_time_text(sign_up.signed_up_at),
        }
        try:
            with calling("sign-up store"):
                self.client.put_item(
                    TableName=self.table_name,
                    Item=to_wire(item),
                    ConditionExpression="attribute_not_exists(pk)",
                )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
