"""Answers are kept in people's table. Those of the last day are forgotten: they are sealed for the
old one."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("api", "0001_kept_answers"), ("people", "0010_kept_answers")]

    operations: ClassVar = [migrations.DeleteModel(name="KeptAnswer")]
