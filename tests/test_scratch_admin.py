import pytest
from axe_playwright_python.sync_playwright import Axe
from tests import make
pytestmark = pytest.mark.browser
import os
OUT="/tmp/hb/adminshots"; os.makedirs(OUT, exist_ok=True)

def sign_in(context, live_server, client_for, person):
    c = client_for(person)
    context.add_cookies([{"name":"sessionid","value":c.cookies["sessionid"].value,"url":live_server.url}])

def test_shots(transactional_db, new_context, live_server, client_for):
    from tests import world as worlds
    from curriculum.models import Lesson
    from curriculum.actions import publishing
    world = worlds.build()
    v = world.release.version
    make.lesson(version=v, kind="art", title="Slow looking")
    make.lesson(version=v, kind="narrative", title="What the scan does not show")
    draft = publishing.edit(module=v.module, by=world.hana)
    les = draft.lessons.get(kind="reading"); refl = draft.lessons.get(kind="reflection"); art = draft.lessons.get(kind="art")
    make.step(lesson=les); make.step(lesson=les)
    pages = {
      "index": "/admin/",
      "course": f"/admin/curriculum/course/{v.module.course_id}/change/",
      "modules": "/admin/curriculum/module/",
      "module": f"/admin/curriculum/moduleversion/{draft.pk}/change/",
      "module_frozen": f"/admin/curriculum/moduleversion/{v.pk}/change/",
      "module_add": "/admin/curriculum/module/add/",
      "lessons": "/admin/curriculum/lesson/",
      "lesson": f"/admin/curriculum/lesson/{les.pk}/change/",
      "reflection": f"/admin/curriculum/lesson/{refl.pk}/change/",
      "art": f"/admin/curriculum/lesson/{art.pk}/change/",
      "releases": "/admin/curriculum/release/",
      "release": f"/admin/curriculum/release/{world.release.pk}/change/",
      "release_add": "/admin/curriculum/release/add/",
      "cohorts": "/admin/accounts/cohort/",
      "cohort": f"/admin/accounts/cohort/{world.juniper.pk}/change/",
      "memberships": "/admin/accounts/membership/",
      "publish": f"/admin/curriculum/module/{v.module_id}/publish/",
      "preview": f"/admin/curriculum/module/{v.module_id}/preview/",
      "as": f"/admin/curriculum/module/{v.module.slug}/as/juniper/",
      "as_lesson": f"/admin/curriculum/module/{v.module.slug}/as/juniper/{les.slug}/",
      "history": f"/admin/accounts/cohort/{world.juniper.pk}/history/",
      "delete": f"/admin/curriculum/release/{world.future_release.pk}/delete/",
    }
    only = os.environ.get("ONLY","").split(",") if os.environ.get("ONLY") else None
    bad = []
    for scheme, width in [x for x in (("light",1280),("dark",390)) if os.environ.get("W","") in ("",str(x[1]))]:
        ctx = new_context(viewport={"width":width,"height":900}, color_scheme=scheme)
        sign_in(ctx, live_server, client_for, world.hana)
        page = ctx.new_page()
        errs=[]
        page.on("console", lambda m: errs.append(m.text) if m.type in("error","warning") else None)
        page.on("pageerror", lambda e: errs.append(str(e)))
        for name, url in pages.items():
            if only and name not in only: continue
            errs.clear()
            r = page.goto(live_server.url+url, wait_until="networkidle")
            page.screenshot(path=f"{OUT}/{name}-{width}-{scheme}.png", full_page=True)
            before=list(errs); res = Axe().run(page, options={'preload': False})
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide>0:
                print(page.evaluate("""[...document.querySelectorAll('body *')].filter(e=>e.getBoundingClientRect().right>innerWidth+1 && !e.closest('.rows-scroll *, .results *')).slice(0,12).map(e=>e.tagName+'.'+e.className+'#'+e.id+' '+Math.round(e.getBoundingClientRect().left)+'-'+Math.round(e.getBoundingClientRect().right))"""))
            vs = [(x["id"], x["impact"], [n["html"][:160] for n in x["nodes"][:3]]) for x in res.response["violations"]]
            print(name, width, r.status, f"wide{wide}" if wide>0 else "", before[:3])
            for x in vs: print("    ", x)
