"""Every address of the pages, by what kind of thing it is: the table that the test of rights holds the application to.

A new address without a line here fails the test. Kinds:

``open``       anybody, signed in or not
``signed``     whoever is signed in, each their own: their session, their work, the handbook; no dossier in it
``list``       whoever is signed in; holds only what the person may see: nothing, for who reads no dossier
``dossier``    one dossier to read: those who see its body; for all others it is as one that does not exist
``act``        one dossier to write in: as ``dossier``, and whoever only reads writes nothing
``finding``    one finding, to read or to act upon: those who see its body
``officer``    whoever may act for some body: an act on what one sees, or on something new
``registrar``  administrators and a committee's officers
``own``        something of the person's own that is kept for a while (an upload, a run); nobody else's
``answer``     what a liaison's body was asked, for its liaisons alone
"""

TABLE = """
open       GET  /sign-in
open       POST /sign-in
signed     POST /sign-out
signed     GET  /password
signed     POST /password
list       GET  /
list       GET  /work/{kind}
signed     GET  /help
signed     GET  /help/{name}

list       GET  /dossiers
officer    GET  /dossiers/new
officer    POST /dossiers/new
officer    POST /dossiers/new/draft
dossier    GET  /dossiers/{dossier_id}
dossier    GET  /dossiers/{dossier_id}/as-of
dossier    GET  /dossiers/{dossier_id}/forms
dossier    GET  /dossiers/{dossier_id}/forms/{name}
dossier    GET  /dossiers/{dossier_id}/papers/{digest}
dossier    GET  /dossiers/{dossier_id}/papers/{digest}/file
act        POST /dossiers/{dossier_id}/id-number

dossier    GET  /dossiers/{dossier_id}/steps/{number}
act        POST /dossiers/{dossier_id}/steps/{number}
act        POST /dossiers/{dossier_id}/steps/{number}/check
act        POST /dossiers/{dossier_id}/steps/{number}/draft
dossier    GET  /dossiers/{dossier_id}/correct
act        POST /dossiers/{dossier_id}/correct
act        POST /dossiers/{dossier_id}/correct/draft
act        POST /dossiers/{dossier_id}/correct/check
dossier    GET  /dossiers/{dossier_id}/supply
act        POST /dossiers/{dossier_id}/supply
dossier    GET  /dossiers/{dossier_id}/acts/{act}
act        POST /dossiers/{dossier_id}/acts/{act}

list       GET  /reviews
dossier    GET  /dossiers/{dossier_id}/review
act        POST /dossiers/{dossier_id}/review
act        POST /dossiers/{dossier_id}/review/check
act        POST /dossiers/{dossier_id}/review/counted
act        POST /dossiers/{dossier_id}/review/draft
dossier    GET  /dossiers/{dossier_id}/review/back
list       GET  /meetings/new
officer    POST /meetings/new
officer    POST /meetings/new/counted
officer    POST /meetings/new/draft
dossier    GET  /dossiers/{dossier_id}/ballot
act        POST /dossiers/{dossier_id}/ballot
act        POST /dossiers/{dossier_id}/ballot/check
act        POST /dossiers/{dossier_id}/ballot/counted
act        POST /dossiers/{dossier_id}/ballot/draft

list       GET  /vetting
officer    POST /vetting
officer    POST /vetting/letters
dossier    GET  /dossiers/{dossier_id}/vetting
act        POST /dossiers/{dossier_id}/vetting/ask
act        POST /dossiers/{dossier_id}/vetting/answer
act        POST /dossiers/{dossier_id}/vetting/remind
answer     GET  /letters
answer     GET  /letters/{key}
answer     POST /letters/{key}
answer     POST /letters/{key}/number

list       GET  /findings
list       GET  /findings/several
officer    POST /findings/several
officer    POST /findings/sheet
finding    GET  /findings/{number:int}
finding    GET  /findings/{number:int}/now
finding    GET  /findings/{number:int}/files/{digest}
finding    POST /findings/{number:int}/{name}
list       GET  /sweeps
officer    POST /sweeps
list       GET  /sweeps/{number:int}
list       GET  /sweeps/ledger
officer    POST /sweeps/ledger
own        GET  /sweeps/running/{run_id}
own        GET  /sweeps/running/{run_id}/events
own        GET  /sweeps/running/{run_id}/findings
own        POST /sweeps/running/{run_id}/report

list       GET  /imports
officer    GET  /imports/new
officer    POST /imports/new
own        GET  /imports/new/{held_id}
own        GET  /imports/new/{held_id}/events
own        POST /imports/new/{held_id}
own        POST /imports/new/{held_id}/columns
list       GET  /imports/{batch_id}
list       GET  /imports/{batch_id}/undo
officer    POST /imports/{batch_id}/undo

list       GET  /rules
list       GET  /rules/{code}
list       GET  /journal
registrar  POST /journal/verify
list       GET  /statistics
list       GET  /plan
registrar  POST /plan
list       GET  /calendar
registrar  POST /calendar
registrar  POST /calendar/{year}/unload

registrar  GET  /admin
registrar  GET  /admin/users
registrar  POST /admin/users
registrar  POST /admin/users/{name}/password
registrar  GET  /admin/offices
registrar  POST /admin/offices
registrar  POST /admin/offices/end
registrar  GET  /admin/bodies
registrar  POST /admin/bodies
registrar  GET  /admin/readings
"""

ACCESS: dict[tuple[str, str], str] = {
    (method, path): kind for kind, method, path in (line.split() for line in TABLE.splitlines() if line)
}
"""(method, address) to kind."""
