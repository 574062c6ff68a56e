-- How the report's blocks look in Word; theme/word holds the styles that are named here, theme/template.openxml the
-- cover and the colophon.

local source = dofile("theme/writers/source.lua")
local docx = {}

local function styled(blocks, style)
  return pandoc.Div(blocks, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

-- The number carries the identifier, for Quarto would make a figure of its own of a block that does.
local function caption(block, style)
  local number = pandoc.Span({ pandoc.Str(block.number) }, pandoc.Attr(block.id, {}, { ["custom-style"] = "Nummer" }))
  return styled({ pandoc.Para({ number, pandoc.Str("  " .. block.caption) }) }, style)
end

-- What each column needs: its longest word, for no word should be cut, and a little room around it.
local ROOM = 2

local function needs(tbl)
  local found = {}
  for place = 1, #tbl.colspecs do found[place] = ROOM end
  local function look(rows)
    for _, row in ipairs(rows) do
      local column = #tbl.colspecs -- a row under a cell of several rows has fewer cells: count from the right
      for place = #row.cells, 1, -1 do
        local cell = row.cells[place]
        for word in pandoc.utils.stringify(cell.contents):gmatch("%S+") do
          if cell.col_span == 1 then found[column] = math.max(found[column], utf8.len(word) + ROOM) end
        end
        column = column - cell.col_span
      end
    end
  end
  look(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do look(body.body) end
  return found
end

-- `first` is the share of the width that the first column takes; the others divide the rest by what they need.
local function table_of(html, first, style)
  local tbl = source.parsed(html)
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

function docx.figure(figure)
  local image = figure.image
  image.src = image.src .. ".png"
  image.caption = { pandoc.Str(figure.alt) }
  image.attributes = { width = "16cm" }
  image.identifier, image.classes, image.title = "", {}, ""
  -- Plain, for Quarto would make a figure of its own of a paragraph.
  return { styled({ pandoc.Plain({ image }) }, "Captioned Figure"), caption(figure, "Image Caption") }
end

function docx.table(tbl)
  return { caption(tbl, "Table Caption"), table_of(tbl.html, 0.4) }
end

function docx.data(data)
  local title = styled({ pandoc.Para({ pandoc.Strong({ pandoc.Str(data.title) }) }) }, "Table Caption")
  return { title, table_of(data.html, 0.28, "Cijfer"), styled(data.notes, "Noot") }
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
  header.classes = {}
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

-- Word allows 40 characters in the name of a place; pandoc digests what is longer.
local function place_of(id)
  return #id <= 40 and id or "X" .. pandoc.utils.sha1(id):sub(2)
end

local function field(kind)
  return '<w:r><w:fldChar w:fldCharType="' .. kind .. '"/></w:r>'
end

-- Contents that are there without Word having to work them out first; brought up to date there, they get page numbers.
local function contents(headings)
  local lines = { '<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>Inhoud</w:t></w:r></w:p>' }
  for place, heading in ipairs(headings) do
    local start = place == 1 and field("begin") .. '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
      .. field("separate") or ""
    local title = (heading.number and heading.number .. "  " or "") .. heading.title
    table.insert(lines, '<w:p><w:pPr><w:pStyle w:val="TOC' .. heading.level .. '"/></w:pPr>' .. start .. '<w:hyperlink w:anchor="'
      .. place_of(heading.id) .. '"><w:r><w:t xml:space="preserve">' .. escaped(title) .. "</w:t></w:r></w:hyperlink>"
      .. (place == #headings and field("end") or "") .. "</w:p>")
  end
  return '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>'
    .. table.concat(lines) .. "</w:sdtContent></w:sdt>"
end

function docx.page(doc, headings)
  doc.meta.inhoud = pandoc.MetaBlocks({ pandoc.RawBlock("openxml", contents(headings)) })
end

return docx
