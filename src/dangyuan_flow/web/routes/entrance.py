"""Sign in, sign out, change the password."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dangyuan_flow.application import entrance
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.passwords import LEAST
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.visiting import Posted, Visiting, cookie_of

router = APIRouter()


@router.get("/sign-in")
def sign_in_page(request: Request, back: str = "/") -> Response:
    """The form to sign in with."""
    return page(request, None, "sign-in.html", back=_own_path(back), name="", problem=None)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Begin a session."""
    form = await request.form(max_files=0, max_fields=10)
    name, password, back = (str(form.get(field, "")) for field in ("name", "password", "back"))
    try:
        begun = await run_in_threadpool(
            entrance.sign_in,
            request.app.state.flow,
            name.strip(),
            password,
            source=request.client.host if request.client else "",
            before=request.cookies.get(cookie_of(request)),
        )
    except entrance.SignInRefused as refused:
        return page(
            request, None, "sign-in.html", status=403, back=_own_path(back), name=name.strip(), problem=str(refused)
        )
    response = led("/password" if begun.session.must_change else _own_path(back))
    response.set_cookie(
        cookie_of(request),
        begun.token,
        max_age=entrance.LONGEST_SECONDS,
        path="/",
        secure=request.app.state.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.post("/sign-out")
def sign_out(request: Request, visitor: Visiting, _form: Posted) -> Response:
    """End the session."""
    entrance.sign_out(visitor.flow, visitor.session)
    response = led("/sign-in", said="已经退出。")
    response.delete_cookie(
        cookie_of(request), path="/", secure=request.app.state.is_secure, httponly=True, samesite="lax"
    )
    return response


@router.get("/password")
def password_page(request: Request, visitor: Visiting) -> Response:
    """The form to change the password with."""
    return _password_page(request, visitor)


@router.post("/password")
def change_password(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Change the password; all other sessions of this person end."""
    old, new, again = (str(form.get(field, "")) for field in ("old", "new", "again"))
    try:
        entrance.change_password(visitor.flow, visitor.session, old, new, again)
    except (BadInput, entrance.SignInRefused) as refused:
        return _password_page(request, visitor, problem=str(refused))
    return led("/", said="密码已经更换；您在别处的登录都已退出。")


def _password_page(request: Request, visitor: Visiting, *, problem: str | None = None) -> Response:
    return page(
        request,
        visitor,
        "password.html",
        status=200 if problem is None else 422,
        problem=problem,
        least=LEAST,
        is_first=visitor.session.must_change,
    )


def _own_path(back: str) -> str:
    """``back`` where it is a path of ours, else the first page."""
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable() else "/"
