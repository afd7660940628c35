"""What ends somebody's rights is told to those who may be serving them (people.revocation)."""

from typing import ClassVar

from django.db import migrations

# Tells "kind:value" of the old row; its arguments are the kind and the column.
TELLING = """
create function tell_revoked() returns trigger language plpgsql as $$
begin
    perform pg_notify('gandeng_revoked', tg_argv[0] || ':' || (to_jsonb(old) ->> tg_argv[1]));
    return null;
end $$;
"""
TRIGGERS = """
create trigger tell_revoked after delete on django_session
    for each row when (old.expire_date > now())
    execute function tell_revoked('session', 'session_key');
create trigger tell_revoked after delete or update on people_membership
    for each row execute function tell_revoked('account', 'user_id');
create trigger tell_revoked after delete or update on people_staff
    for each row execute function tell_revoked('account', 'user_id');
create trigger tell_revoked after delete on people_user
    for each row execute function tell_revoked('account', 'id');
create trigger tell_changed after update on people_user
    for each row when (
        (old.password, old.is_active, old.is_demo)
        is distinct from (new.password, new.is_active, new.is_demo)
    )
    execute function tell_revoked('account', 'id');
create trigger tell_revoked after delete on mfa_authenticator
    for each row execute function tell_revoked('account', 'user_id');
"""
SILENT = """
drop trigger tell_revoked on mfa_authenticator;
drop trigger tell_changed on people_user;
drop trigger tell_revoked on people_user;
drop trigger tell_revoked on people_staff;
drop trigger tell_revoked on people_membership;
drop trigger tell_revoked on django_session;
drop function tell_revoked;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("people", "0007_tokens"),
        ("sessions", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(TELLING, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, SILENT),
    ]
