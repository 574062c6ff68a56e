"""The data counted: the figures that follow from the responses and their companions, as `statements.Figures`."""

from dataclasses import replace
from fractions import Fraction
from functools import cached_property

import yaml
from statements import Figures

from impactmonitor.analysis import tabulation, turnout
from impactmonitor.claims import rules
from impactmonitor.claims.handwritten import read_synthesis
from impactmonitor.display.form import LINE, ticked
from impactmonitor.report import prose
from impactmonitor.survey.wave import companion
from impactmonitor.text import dutch


class DataFigures(Figures):
    """Figures computed from the data of a study."""

    def __init__(self, study):
        self._study = study
        self._codebook = study.codebook
        everyone = [study.total, *study.tranches, *study.tranche_groups]
        self._masks = {group.key: group.mask for group in everyone}
        for sector in self._codebook.categories("sector"):
            self._masks[sector.key] = study.selected & (study.frame["sector"] == sector.key).to_numpy()

    def _count(self, niveau, item, groep):
        mask = self._masks[groep]
        return int(self._study.frame.loc[mask, f"{niveau}_{item}"].sum()), int(mask.sum())

    def _difference(self, niveau, item, a, b):
        return Fraction(*self._count(niveau, item, a)) - Fraction(*self._count(niveau, item, b))

    def in_respons(self, pad, a, b):
        niveau, item = pad.split(".")
        groups = {group.key: group for group in (*self._study.sectors, *self._study.tranche_groups)}
        table = tabulation.outcomes(
            self._study, self._codebook.niveau(niveau), [replace(groups[a], rival=groups[b].mask)]
        )
        told = table.set_index("item")["oordeel"][item] == "in deze respons"
        return bool(told and self._difference(niveau, item, a, b) > 0)

    def _answers(self, niveau, item, scale):
        return self._study.frame[f"{niveau}_{item}_{scale}"].value_counts().to_dict()

    def _items(self, niveau):
        return [item.key for item in self._codebook.niveau(niveau).named]

    def _people(self, groep):
        table = self._study.approached
        if groep == "totaal":
            rows = table["dimensie"] == "tranche"
        else:
            dimension = "tranche" if groep.startswith("tranche-") else "sector"
            rows = (table["dimensie"] == dimension) & (table["categorie"] == groep.removeprefix("tranche-"))
        return int(self._masks[groep].sum()), int(table.loc[rows, "benaderd"].sum())

    def procent(self, pad, groep="totaal"):
        return int(dutch.percent(self.aandeel(pad, groep)).rstrip("%"))

    def respons(self, groep="totaal"):
        return int(dutch.percent(Fraction(*self._people(groep))).rstrip("%"))

    def getoond(self, niveau):
        return [group.key for group in self._study.groups]

    def werkplaatsen(self):
        counts = turnout.workplace_counts(self._study).set_index("werkplaats")["respons"]
        places = []
        for row in turnout.workplaces(self._study).iloc[:-1].to_dict("records"):
            kinds = {kind: row[kind] for kind in ("mbo", "hbo", "wo")}
            place = {"naam": row["werkplaats"], "tranche": row["tranche"], "bereik": row["bereik"], **kinds}
            places.append(
                place | {"instellingen": sum(kinds.values()), "respondenten": int(counts.get(place["naam"], 0))}
            )
        return places

    def andere_naam(self, naam):
        return self._study.workplaces.set_index("werkplaats")["andere_naam"][naam]

    def andere(self, niveau):
        texts = self._study.frame[f"{niveau}_andere_tekst"]
        return [text for text in texts if text]

    @cached_property
    def _synthese(self):
        return read_synthesis(self._study)

    def toelichting(self, pad):
        niveau, item = pad.split(".")
        word = prose.variables(self._study)["werkplaatsen"]["met_wo_woord"]
        text = self._synthese["niveaus"][niveau][item]["tekst"]
        return text.replace("{{< var werkplaatsen.met_wo_woord >}}", word)

    def toelichtingen(self, niveau):
        return self._synthese["inleiding"]

    @cached_property
    def _records(self):
        return rules.evaluate(self._study)

    def conclusie(self, niveau):
        return " ".join(
            [
                *rules.conclusion(self._records, niveau).split("\n\n"),
                *(part["tekst"] for part in self._synthese["conclusies"][niveau]),
            ]
        )

    def hoofdopbrengsten(self):
        return [f"{one['kop']}. {one['tekst']}" for one in self._synthese["hoofdopbrengsten"]]

    def niveaus(self):
        return [niveau.naam for niveau in self._codebook.niveaus]

    def formulier(self, niveau):
        items = [ticked(item).replace(LINE, "").strip() for item in self._codebook.niveau(niveau).items]
        return [*items, self._codebook.geen["tekst"]]

    def schaal(self, naam):
        return [category.label for category in self._codebook.schalen[naam]]

    def open_vraag(self):
        return self._codebook.formulier["open_vraag"]

    def antwoorden(self, sector):
        columns = [f"open_{niveau.key}" for niveau in self._codebook.niveaus]
        head = next(category.kop for category in self._codebook.categories("sector") if category.key == sector)
        together = [category.key for category in self._codebook.categories("sector") if category.kop == head]
        answered = (self._study.frame[columns] != "").any(axis=1)
        return int((answered & self._study.frame["sector"].isin(together)).sum())

    def opmerkingen(self):
        return int((self._study.frame["opmerking"] != "").sum())

    def bron(self, naam):
        facts = yaml.safe_load(companion(self._study.data, "bron.yml").read_text(encoding="utf-8"))
        return str(facts[naam]["waarde"])
