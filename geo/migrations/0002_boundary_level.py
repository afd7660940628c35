from django.db import migrations, models

LEVELS = [
    ("province", "province"),
    ("city", "city"),
    ("kecamatan", "kecamatan"),
    ("kelurahan", "kelurahan"),
    ("rw", "RW"),
]

FILL = """
UPDATE geo_boundary SET level = geo_region.level
FROM geo_region WHERE geo_region.code = geo_boundary.region_id
"""


class Migration(migrations.Migration):
    dependencies = [("geo", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="boundary",
            name="level",
            field=models.CharField(choices=LEVELS, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, reverse_sql=migrations.RunSQL.noop),
    ]
