"""Sentences that answer to the data, their evidence, and texts written by hand."""


class Sentences:
    def __init__(self, study, level=None):
        from pathlib import Path

        from impactmonitor.claims import rules
        from impactmonitor.claims.handwritten import read_synthesis
        from impactmonitor.display.chapter import Chapter
        from impactmonitor.display.niveau import NiveauChapter

        self.records = rules.evaluate(study)
        self.study, self.level = study, level
        self.chapter = Chapter(study, "")
        if level:
            self.old = NiveauChapter(study, level, self.records, read_synthesis(study), Path("/nergens"))

    def frame(self):
        import pandas as pd

        from impactmonitor.claims import rules

        return pd.DataFrame(rules.as_rows(self.records))

    def __getitem__(self, place):
        from impactmonitor.claims import rules
        from impactmonitor.display.niveau import BASE_NOTE, MARGIN_NOTE

        c = self.chapter
        if not self.level:
            return {
                "bereik": c.bereik,
                "aanpak-respons": c.aanpak_respons,
                "respons": c.respons_inleiding,
                "vertekening": c.vertekening,
                "antwoorden": c.antwoorden_inleiding,
                "opmerkingen": c.opmerkingen_inleiding,
                "conclusies": c.conclusies,
                "hoofdopbrengsten": c.hoofdopbrengsten,
                "verantwoording": c.verantwoording,
            }[place]().data
        o = self.old
        made = {
            "inleiding": lambda: o.inleiding().data,
            "toelichtingen": lambda: o.toelichtingen().data,
            "andere": lambda: o.andere().data.split("\n\n")[0],
            "marges": lambda: o._told(MARGIN_NOTE),
            "basis": lambda: o._told(BASE_NOTE),
        }
        made |= {f"{scale}-beeld": (lambda scale=scale: o.verdeling_beeld(scale).data) for scale in ("status", "aard")}
        return made[place]() if place in made else rules.paragraph(self.records, self.level.key, place)

    def headline(self, claim, fallback=""):
        return self.old._headline(claim, fallback)
