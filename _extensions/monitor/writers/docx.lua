-- How the report's blocks look in Word; word/ holds the styles that are named here, template.openxml the
-- cover and the colophon.

local source = ...
local docx = {}

local function styled(blocks, style)
  return pandoc.Div(blocks, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

-- What the contents and the lists of figures and tables name, each by a place of its own: as Word calls such places.
local lists = { Figuur = {}, Tabel = {} }
local placed = 0

local function place_in(entry, content)
  placed = placed + 1
  entry.place = "_Toc" .. 100000000 + placed
  local id = 100000 + placed
  content:insert(pandoc.RawInline("openxml", '<w:bookmarkStart w:id="' .. id .. '" w:name="' .. entry.place
    .. '"/><w:bookmarkEnd w:id="' .. id .. '"/>'))
end

-- The number carries the identifier, for Quarto would make a figure of its own of a block that does.
local function caption(block, style)
  local entry = { number = block.number, title = block.caption }
  table.insert(lists[block.number:match("^%a+")], entry)
  local number = pandoc.Span({ pandoc.Str(block.number) }, pandoc.Attr(block.id, {}, { ["custom-style"] = "Nummer" }))
  local content = pandoc.Inlines({ number, pandoc.Str("  " .. block.caption) })
  place_in(entry, content)
  return styled({ pandoc.Para(content) }, style)
end

-- What each column needs: its longest short text, or else its longest word, for no word should be cut; and a little room.
local ROOM, SHORT = 2, 16

local function width(text)
  local _, narrow = text:gsub("[ ().,]", "")
  return utf8.len(text) - narrow / 2
end

local function needs(tbl)
  local found = {}
  for place = 1, #tbl.colspecs do found[place] = ROOM end
  local function look(rows)
    for _, row in ipairs(rows) do
      local column = #tbl.colspecs -- a row under a cell of several rows has fewer cells: count from the right
      for place = #row.cells, 1, -1 do
        local cell = row.cells[place]
        local text = pandoc.utils.stringify(cell.contents)
        local words = utf8.len(text) <= SHORT and { text } or {}
        for word in text:gmatch("%S+") do table.insert(words, word) end
        for _, word in ipairs(cell.col_span == 1 and words or {}) do
          found[column] = math.max(found[column], width(word) + ROOM)
        end
        column = column - cell.col_span
      end
    end
  end
  look(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do look(body.body) end
  return found
end

-- The themes under an answer.
local function small(span)
  if span.classes:includes("themas") then span.attributes["custom-style"] = "Themas" end
  return span
end

-- `first` is the share of the width that the first column takes; the others divide the rest by what they need.
local function table_of(html, first, style)
  local tbl = source.parsed(html):walk({ Span = small })
  tbl.attr = pandoc.Attr()
  local function dress(rows, style)
    for _, row in ipairs(rows) do
      -- a Plain would get pandoc's style for tight lists
      for _, cell in ipairs(row.cells) do
        cell.contents = { styled(cell.contents:walk({ Plain = function(el) return pandoc.Para(el.content) end }), style) }
      end
    end
  end
  style = style or "Tabel"
  dress(tbl.head.rows, style .. "kop")
  for _, body in ipairs(tbl.bodies) do
    dress(body.head, style .. "kop")
    dress(body.body, style .. "tekst")
  end
  local needed, total = needs(tbl), 0
  for place = 2, #tbl.colspecs do total = total + needed[place] end
  for place, spec in ipairs(tbl.colspecs) do
    local share = place == 1 and first or (1 - first) * needed[place] / total
    tbl.colspecs[place] = { spec[1], #tbl.colspecs == 1 and 1 or share }
  end
  return tbl
end

local WIDE = 16 -- cm, the width of the text

-- Word draws no svg: a png of the same name takes its place.
local function file_of(picture)
  return picture.drawn and picture.drawn .. ".png" or (picture.file:gsub("%.svg$", ".png"))
end

local BETWEEN = 0.4 -- cm, between pictures side by side

local function image(part, wide)
  local file, width = file_of(part.picture), wide * tonumber((part.picture.width or "100%"):match("%d+")) / 100
  source.read(file)
  local attr = pandoc.Attr(part.id and part.said and part.id or "", {}, { width = ("%gcm"):format(width) })
  return pandoc.Image({ pandoc.Str(part.alt) }, file, "", attr)
end

function docx.figure(figure)
  local out, row, said = pandoc.Blocks({}), pandoc.Inlines({}), {}
  local wide = (WIDE - BETWEEN * (figure.columns - 1)) / figure.columns
  for place, part in ipairs(figure.parts) do
    if #row > 0 then row:insert(pandoc.Space()) end
    row:insert(image(part, wide))
    table.insert(said, part.said)
    if place % figure.columns == 0 or place == #figure.parts then
      -- Plain, for Quarto would make a figure of its own of a paragraph.
      out:insert(styled({ pandoc.Plain(row) }, "Captioned Figure"))
      row = pandoc.Inlines({})
    end
  end
  if #said > 0 then out:insert(styled({ pandoc.Para({ pandoc.Str(table.concat(said, "   ")) }) }, "Captioned Figure")) end
  out:insert(caption(figure, "Image Caption"))
  return out
end

local function section(size, first)
  local margin = source.brand().margin
  local margins = ""
  for side in ("top right bottom left"):gmatch("%a+") do margins = margins .. " w:" .. side .. '="' .. margin .. '"' end
  return '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/><w:footerReference w:type="default" r:id="rIdFooter"/>'
    .. "<w:pgSz " .. size .. "/><w:pgMar" .. margins .. ' w:header="709" w:footer="709" w:gutter="0"/>'
    .. (first and "<w:titlePg/>" or "") .. "</w:sectPr>"
end

local UPRIGHT, LYING = 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"'
local lying = 0 -- sections

local function ended(size, first)
  return pandoc.RawBlock("openxml", "<w:p><w:pPr>" .. section(size, first) .. "</w:pPr></w:p>")
end

-- Pages on their side are a section of their own, between two others.
function docx.landscape(blocks)
  lying = lying + 1
  local out = pandoc.Blocks({ ended(UPRIGHT, lying == 1) })
  out:extend(blocks)
  out:insert(ended(LYING))
  return out
end

function docx.table(tbl)
  return { caption(tbl, "Table Caption"), table_of(tbl.html, 0.4) }
end

function docx.data(data)
  local title = styled({ pandoc.Para({ pandoc.Strong({ pandoc.Str(data.title) }) }) }, "Table Caption")
  return { title, table_of(data.html, 0.26, "Cijfer"), styled(data.notes, "Noot") }
end

function docx.answers(answers)
  local tbl = table_of(answers.html, 1)
  for place, spec in ipairs(tbl.colspecs) do tbl.colspecs[place] = { spec[1], 1 / #tbl.colspecs } end
  return tbl
end

function docx.form(html)
  return table_of(html, 0.4)
end

function docx.register()
  return {}
end

function docx.heading(heading)
  local header = heading.header
  if heading.number then header.content:insert(1, pandoc.Str(heading.number .. "  ")) end
  header.classes = { "unnumbered" }  -- for it has its number; Quarto would add another
  if heading.listed then place_in(heading, header.content) end
  return header
end

function docx.lead(block)
  return styled({ block }, "Tussenkop")
end

function docx.choices(div)
  return div
end

function docx.box(blocks)
  return styled(blocks, "Kader")
end

function docx.callout(callout)
  local out = pandoc.Blocks({ pandoc.Para({ pandoc.Strong({ pandoc.Str(callout.title) }) }) })
  out:extend(callout.content)
  return styled(out, "Kader")
end

function docx.code(text)
  return pandoc.CodeBlock(text)
end

function docx.cards(div)
  return div.content
end

function docx.sentence(span)
  return span.content
end

function docx.value(span)
  return span.content
end

local function escaped(text)
  return (text:gsub("[&<>]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" }))
end

function docx.inert(str)
  return str.text:find("[{}]") and pandoc.RawInline("openxml", "<w:r><w:t>" .. escaped(str.text) .. "</w:t></w:r>") or nil
end

local function run(text)
  return '<w:r><w:t xml:space="preserve">' .. escaped(text) .. "</w:t></w:r>"
end

local function mark(kind)
  return '<w:r><w:fldChar w:fldCharType="' .. kind .. '"/></w:r>'
end

local function field(code)
  return mark("begin") .. '<w:r><w:instrText xml:space="preserve"> ' .. code .. " </w:instrText></w:r>" .. mark("separate")
end

local function styled_as(style, content)
  return '<w:p><w:pPr><w:pStyle w:val="' .. style .. '"/></w:pPr>' .. content .. "</w:p>"
end

-- An entry leads to its place, and tells on which page that is: `report/word.py` asks Word to work it out.
local function entry_of(entry)
  local title = (entry.number and entry.number .. "  " or "") .. entry.title
  return '<w:hyperlink w:anchor="' .. entry.place .. '" w:history="1">' .. run(title) .. "<w:r><w:tab/></w:r>"
    .. field("PAGEREF " .. entry.place .. " \\h") .. mark("end") .. "</w:hyperlink>"
end

-- No field of the kind TOC, in which LibreOffice would leave the numbers of pages as they come, which is unknown.
local function contents(headings)
  local lines = { styled_as("TOCHeading", run("Inhoud")) }
  for _, heading in ipairs(headings) do table.insert(lines, styled_as("TOC" .. heading.level, entry_of(heading))) end
  return table.concat(lines)
end

local function list(title, entries)
  if #entries == 0 then return "" end
  local lines = { styled_as("Lijstkop", run(title)) }
  for _, entry in ipairs(entries) do table.insert(lines, styled_as("TableofFigures", entry_of(entry))) end
  return table.concat(lines)
end

function docx.page(doc, page)
  local front = #page.headings == 0 and "" or contents(page.headings) .. list("Figuren", lists.Figuur) .. list("Tabellen", lists.Tabel)
  doc.meta.inhoud = pandoc.MetaBlocks({ pandoc.RawBlock("openxml", front) })
  if lying > 0 then doc.meta.staand = pandoc.MetaBlocks({ pandoc.RawBlock("openxml", section(UPRIGHT)) }) end
  doc.meta.grond = pandoc.MetaInlines({ pandoc.RawInline("openxml", source.own("made/cover.xml")) })
  local brand = source.brand()
  if brand.logo then
    local high = pandoc.Attr("", {}, { height = "1.6cm" })
    doc.meta.logo = pandoc.MetaInlines({ pandoc.Image({ pandoc.Str(brand.name) }, source.named("made/" .. brand.logo), "", high) })
  end
end

return docx
