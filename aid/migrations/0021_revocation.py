"""Page links that end, and requests that change hands, are told as people's rights are."""

from typing import ClassVar

from django.db import migrations

TRIGGERS = """
create trigger tell_revoked after delete on aid_pagelink
    for each row execute function tell_revoked('link', 'id');
create trigger tell_changed after update of revoked_at on aid_pagelink
    for each row when (new.revoked_at is not null)
    execute function tell_revoked('link', 'id');
create trigger tell_changed after update of resident_id on aid_household
    for each row when (
        old.resident_id is not null and old.resident_id is distinct from new.resident_id
    )
    execute function tell_revoked('account', 'resident_id');
create trigger tell_changed after update of filed_by_id on aid_request
    for each row when (
        old.filed_by_id is not null and old.filed_by_id is distinct from new.filed_by_id
    )
    execute function tell_revoked('account', 'filed_by_id');
"""
SILENT = """
drop trigger tell_changed on aid_request;
drop trigger tell_changed on aid_household;
drop trigger tell_changed on aid_pagelink;
drop trigger tell_revoked on aid_pagelink;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("aid", "0020_areas_in_need"),
        ("people", "0008_revocation"),
    ]

    operations: ClassVar = [migrations.RunSQL(TRIGGERS, SILENT)]
