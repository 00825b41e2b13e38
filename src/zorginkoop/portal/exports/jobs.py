"""What the worker does for long lists; each may be started again at any moment and does nothing twice."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal.exports import making
from zorginkoop.portal.exports.models import Download, DownloadState


@task()
def make_download(download: int) -> None:
    """Write the file of a list that was asked for."""
    making.make(Download.objects.select_related("asked_by").get(pk=download))


@task()
def remove_old_downloads() -> int:
    """Remove the files that nobody should fetch any more."""
    return making.remove_old()


def anything_made() -> bool:
    """Tell whether there is a file that may have to go."""
    return Download.objects.filter(state=DownloadState.MADE).exists()
