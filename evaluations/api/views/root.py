"""The front door, and the answer to addresses that do not exist."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

LISTS = (
    "results", "indicator-scores", "units", "employees", "periods", "forms", "performances", "attendance", "guidance",
    "summary-distribution", "summary-completeness", "summary-indicators",
)  # fmt: skip


@extend_schema(exclude=True)
class Root(APIView):
    """Where everything is; holds no data, so it needs no token."""

    authentication_classes: tuple[type, ...] = ()
    permission_classes: tuple[type, ...] = ()

    def get(self, request: Request) -> Response:
        names = (*LISTS, "schema", "docs")
        return Response({name: reverse(f"api:{name}", request=request) for name in names})


@extend_schema(exclude=True)
class NoSuchAddress(APIView):
    """JSON instead of the site's page, since a program is reading."""

    authentication_classes: tuple[type, ...] = ()
    permission_classes: tuple[type, ...] = ()

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise Http404
