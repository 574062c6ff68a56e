"""A built report in which things are changed one by one, with what should be said of each."""

import csv
import re
import shutil
from collections import Counter
from html import escape

import numpy as np
import yaml


class Edited:
    """A copy of a report's folder in which things are changed one by one, with what should be said of each."""

    def __init__(self, report, folder, seed):
        self.old, self.new = folder / "oud", folder / "nieuw"
        for place in (self.old, self.new):
            place.mkdir()
            for name in ("cijfers.csv", "claims.csv", "params.yml", "report.html"):
                shutil.copy(report / name, place / name)
        self.chance = np.random.default_rng(seed)
        self.expected = Counter()
        self.used = set()

    def read(self, name):
        with (self.new / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, name, rows):
        with (self.new / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def one_of(self, kind, places):
        """Choose a place that no edit has touched yet."""
        free = [place for place in places if (kind, place) not in self.used]
        chosen = free[int(self.chance.integers(len(free)))]
        self.used.add((kind, chosen))
        return chosen

    def row(self, name, wanted):
        rows = self.read(name)
        return rows, rows[self.one_of(name, [place for place, row in enumerate(rows) if wanted(row)])]

    # -- the edits ---------------------------------------------------------------------------------------------------

    def moved_number(self):
        """Edit: a moved number."""
        rows, row = self.row("cijfers.csv", lambda row: row["aantal"] and row["maat"] == "genoemd")
        before = row["aantal"], row["n"]
        row["aantal"] = str(int(row["aantal"]) + 1 + int(self.chance.integers(3)))
        self.expected["cijfer", " van ".join(before), f"{row['aantal']} van {row['n']}"] += 1
        self.write("cijfers.csv", rows)

    def hidden_number(self):
        """Edit: a hidden number."""
        rows, row = self.row("cijfers.csv", lambda row: row["aantal"] and row["maat"] == "status")
        self.expected["verborgen", f"{row['aantal']} van {row['n']}", ""] += 1
        row |= dict.fromkeys(("aantal", "aandeel", "laag", "hoog"), "")
        self.write("cijfers.csv", rows)

    def other_margin(self):
        """Edit: an other margin."""
        rows, row = self.row("cijfers.csv", lambda row: row["laag"])
        row["laag"] = "0.001"
        self.expected["toets", "", ""] += 1
        self.write("cijfers.csv", rows)

    def reworded_sentence(self):
        """Edit: a reworded sentence."""
        rows, row = self.row("claims.csv", lambda row: row["tekst"] and not row["conclusie"])
        self.expected["zin", row["tekst"], f"{row['tekst']} Anders."] += 1
        row["tekst"] += " Anders."
        self.write("claims.csv", rows)

    def turned_sentence(self):
        """Edit: a turned sentence."""
        rows, row = self.row("claims.csv", lambda row: row["tekst"] and not row["conclusie"])
        self.expected["gekeerd", row["tekst"], "Het is nu andersom."] += 1
        self.expected["verantwoording", row["wanneer"], "het is andersom"] += 1
        row |= {"tekst": "Het is nu andersom.", "voorwaarde": "andersom", "wanneer": "het is andersom"}
        self.write("claims.csv", rows)

    def lost_sentence(self):
        """Edit: a lost sentence."""
        rows, row = self.row(
            "claims.csv", lambda row: row["tekst"] and not row["conclusie"] and not row["kop"] and not row["kaart"]
        )
        self.expected["verdwenen", row["tekst"], ""] += 1
        row |= {"tekst": "", "afgedrukt": "nee"}
        self.write("claims.csv", rows)

    def on_page(self, old, new):
        path = self.new / "report.html"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")

    def edited_prose(self):
        """Edit: an edited prose."""
        text = (self.new / "report.html").read_text(encoding="utf-8")
        body = text[text.index("<main") : text.index("De opbrengsten in eigen woorden</h2>")]
        plain = [one for one in re.findall(r"<p>([^<>&]{80,})</p>", body) if text.count(f"<p>{one}</p>") == 1]
        plain = [one for one in plain if not one.endswith("Nieuw slot.")]
        chosen = self.one_of("prose", plain)
        edited = chosen.replace(" de ", " alle ", 1) + " Nieuw slot."
        self.expected["tekst", " ".join(chosen.split()), " ".join(edited.split())] += 1
        self.on_page(f"<p>{chosen}</p>", f"<p>{edited}</p>")

    def added_prose(self):
        """Edit: an added prose."""
        where = ["sec-inleiding", "sec-respons", "sec-colofon", "sec-aanpak"]
        place, number = self.one_of("added", where), int(self.chance.integers(10**9))
        new = f"Alinea {number} <script>alert('{number}')</script>"
        self.expected["tekst", "", new] += 1
        head = re.search(rf'<h[23][^>]* id="{place}"', (self.new / "report.html").read_text(encoding="utf-8"))[0]
        self.on_page(head, f"</div><p>{escape(new)}</p><div>{head}")

    def lost_answer(self):
        """Edit: a lost answer."""
        text = (self.new / "report.html").read_text(encoding="utf-8")
        answers = [one for one in re.findall(r'(data-kop="[^"]*">[^<>&]{20,})<br>', text) if text.count(one) == 1]
        chosen = self.one_of("answer", answers)
        self.expected["antwoord", " ".join(chosen.split('">')[1].split()), ""] += 1
        self.on_page(f"{chosen}<br>", f"{chosen.split('>')[0]}><br>")  # before its themes

    def table_row(self):
        """Edit: a table row."""
        text = (self.new / "report.html").read_text(encoding="utf-8")
        start = text.index('id="tbl-respons-werkplaats"')
        rows = re.findall(r">([^<>&]+)</th>\s*<td[^>]*>(\d+)</td>", text[start : text.index("</table>", start)])
        name = self.one_of("table", [name for name, _ in rows])
        count = dict(rows)[name]
        self.expected["tabel", f"{name} | {count}", f"{name} | {count}0"] += 1
        place = text.index(f">{count}</td>", text.index(f">{name}</th>", start))
        changed = f"{text[:place]}>{count}0{text[place + 1 + len(count) :]}"
        (self.new / "report.html").write_text(changed, encoding="utf-8")

    def renamed_outcome(self):
        """Edit: another name of an outcome, wherever its numbers stand."""
        text = (self.new / "report.html").read_text(encoding="utf-8")
        item = self.one_of("outcome", ["positie_regio", "relatie_mbo_hbo"])
        rows = re.compile(rf'(<tr id="cijfers-instelling-\w+-{item}">\s*<th[^>]*>)([^<]+)(?=</th>)')
        old = {" ".join(found[2].split()) for found in rows.finditer(text)}
        assert len(old) == 1
        self.expected["naam", *old, f"Anders {item}"] += 1
        (self.new / "report.html").write_text(rows.sub(rf"\1Anders {item}", text), encoding="utf-8")

    def figure(self):
        """Edit: a figure."""
        text = (self.new / "report.html").read_text(encoding="utf-8")
        places = [found.start() for found in re.finditer("<path d=", text)]
        names = re.findall(r'<figure[^>]* id="(fig-[\w-]+)"', text)
        name = self.one_of("figure", names)
        place = next(place for place in places if place > text.index(f'id="{name}"'))
        changed = f"{text[:place]}<path fill='none' d={text[place + 8 :]}"
        (self.new / "report.html").write_text(changed, encoding="utf-8")
        self.expected["figuur", "", ""] += 1

    def parameter(self):
        """Edit: a parameter."""
        path = self.new / "params.yml"
        made = yaml.safe_load(path.read_text(encoding="utf-8"))
        made["parameters"]["min_groep"] = 8
        path.write_text(yaml.safe_dump(made), encoding="utf-8")


EDITS = [name for name, one in vars(Edited).items() if (one.__doc__ or "").startswith("Edit: ")]
