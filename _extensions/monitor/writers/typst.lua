-- How the report's blocks look in Typst; template.typ defines what is called here.

local source = ...
local typst = {}

-- Quarto looks for shortcodes in what is written here, too: two braces together are spelled out.
local function quoted_line(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("{{", "\\u{7b}\\u{7b}") .. '"'
end

local function quoted(text)
  return quoted_line((text:gsub("%s+", " ")))
end

local function raw(text)
  return pandoc.RawBlock("typst", text)
end

-- Words are written as strings wherever Typst might read them as markup: `===` alone in a cell opens a heading, and a
-- closing quotation mark could turn into an opening one. A word that no line can hold is cut into pieces that a line may
-- end between; nothing is added to the text.
local INERT, LONGEST, PIECE = "^[%a\128-\255][%w\128-\255,;:()?!%%]*%.?$", 32, 10

local function pieces(text)
  local found, start, length = {}, 1, 0
  for place, code in utf8.codes(text) do
    -- not before combining marks and other scripts, whose letters join, unless there is no end to them
    if length >= PIECE and (code < 0x300 or length >= 3 * PIECE) then
      table.insert(found, text:sub(start, place - 1))
      start, length = place, 0
    end
    length = length + 1
  end
  table.insert(found, text:sub(start))
  return found
end

local known = {} -- what was made of a text: most come more than once

local function written(text)
  local long = utf8.len(text) > LONGEST
  local punctuation = text:find("\xe2[\x80\x81]") or text:find("\u{e000}", 1, true)
  local unseen = text:byte() > 127 and pandoc.layout.real_length(text) == 0 -- Pandoc drops the space after it
  if text:match(INERT) and not (long or punctuation or unseen) then return false end
  local strings = {}
  for _, piece in ipairs(long and pieces(text) or { text }) do
    table.insert(strings, "#" .. quoted(piece):gsub("\u{e000}", "\\u{e000}") .. ";")
  end
  local whole = table.concat(strings, "#box()")
  return pandoc.RawInline("typst", long and "#text(hyphenate: false)[" .. whole .. "];" or whole)
end

local function literal(str)
  local text = str.text
  if known[text] == nil then known[text] = written(text) end
  return known[text] or nil
end

-- A word and what it means are one paragraph, which no page parts after its first line.
local function glossary(list)
  local out = pandoc.Inlines({ pandoc.RawInline("typst", "#terms(tight: false, separator: linebreak(), ") })
  for _, entry in ipairs(list.content) do
    local word, meanings = entry[1], entry[2]
    local meaning = #meanings == 1 and #meanings[1] == 1 and meanings[1][1]
    if not meaning or (meaning.tag ~= "Plain" and meaning.tag ~= "Para") then return list end
    out:insert(pandoc.RawInline("typst", "terms.item["))
    out:extend(word)
    out:insert(pandoc.RawInline("typst", "]["))
    out:extend(meaning.content)
    out:insert(pandoc.RawInline("typst", "], "))
  end
  out:insert(pandoc.RawInline("typst", ")"))
  return pandoc.Plain(out)
end

-- The themes under an answer, and the language of text; Typst takes its region apart.
local function in_language(span)
  if span.classes:includes("themas") then
    local out = pandoc.Inlines({ pandoc.RawInline("typst", "#themas[") })
    out:extend(span.content)
    out:insert(pandoc.RawInline("typst", "];"))
    return out
  end
  local lang = span.attributes.lang
  if not lang then return nil end
  local region = lang:match("%-(%a%a)$")
  local out = pandoc.Inlines({ pandoc.RawInline("typst", "#text(lang: " .. quoted(lang:match("^%a+")) .. ", region: "
    .. (region and quoted(region) or "none") .. ")[") })
  out:extend(span.content)
  out:insert(pandoc.RawInline("typst", "];"))
  return out
end

-- PDF/UA asks for the words of a formula, too.
local function formula_of(formula)
  local written = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ formula }) }), "typst"):gsub("%s+$", "")
  return pandoc.RawInline("typst", "#[#set math.equation(alt: " .. quoted(formula.text) .. "); " .. written .. "];")
end

local function markup(blocks)
  local inert = pandoc.Blocks(blocks):walk({ Str = literal, Span = in_language, Math = formula_of })
  return (pandoc.write(pandoc.Pandoc(inert), "typst"):gsub("%s+$", ""))
end

local ALIGN = { AlignLeft = "left", AlignRight = "right", AlignCenter = "center" }

-- The contents of all cells, written in one go: each call of pandoc's writer costs as much as a hundred cells.
local function texts_of(cells)
  local blocks, mark, texts = pandoc.Blocks({}), "\u{e000}", {}
  for _, cell in ipairs(cells) do
    blocks:extend(cell.contents)
    blocks:insert(raw(mark))
  end
  for text in markup(blocks):gmatch("(.-)%s*" .. mark .. "%s*") do table.insert(texts, text) end
  if #texts ~= #cells then source.fail("a table of " .. #cells .. " cells came out as " .. #texts) end
  return texts
end

-- A row stays on one page, unless an answer in it is so long that it might not fit there.
local LONG = 1500

local function cell_of(cell, text, head, whole)
  local options = {}
  if whole then table.insert(options, "breakable: false") end
  if cell.col_span > 1 then table.insert(options, "colspan: " .. cell.col_span) end
  if cell.row_span > 1 then table.insert(options, "rowspan: " .. cell.row_span) end
  if ALIGN[cell.alignment] then table.insert(options, "align: " .. ALIGN[cell.alignment]) end
  if head and text ~= "" then text = "#strong[" .. text .. "]" end
  local inner = "[" .. text .. "]"
  return #options > 0 and "table.cell(" .. table.concat(options, ", ") .. ")" .. inner or inner
end

-- What a line holds beside the names of rows, in letters; what stands around the text of a column; what of it counts
-- where there are too many; and the part of the width that names then have.
local LINE, AROUND, ENOUGH, NAMES = 104, 2, 14, "22%"

-- The widths of columns: what the numbers need, and the rest for the names of the rows; where that leaves too little
-- for those, the other columns share the width by what they hold.
local function widths(tbl, heads, body)
  local whole, part, reach = {}, {}, {} -- by column; and how far down a cell of an earlier row goes
  local function take(number, row)
    local column = 1
    for _, cell in ipairs(row.cells) do
      while (reach[column] or 0) >= number do column = column + 1 end
      local text = pandoc.utils.stringify(cell.contents)
      local length = utf8.len(text) or #text
      for one = column, column + cell.col_span - 1 do
        whole[one] = math.max(whole[one] or 0, length / cell.col_span)
        if cell.col_span == 1 then part[one] = math.max(part[one] or 0, math.min(length, ENOUGH)) end
        reach[one] = number + cell.row_span - 1
      end
      column = column + cell.col_span
    end
  end
  for number, row in ipairs(heads) do take(number, row) end
  for number, one in ipairs(body) do take(#heads + number, one.row) end
  local number, total = #tbl.colspecs, 0
  for place = 2, number do total = total + (whole[place] or 0) + AROUND end
  local crowded = total > LINE
  local columns = pandoc.List({ crowded and NAMES or "1fr" })
  for place = 2, number do columns:insert(crowded and ("%.1ffr"):format((part[place] or 0) + AROUND) or "auto") end
  return columns
end

-- Write a table with heads that repeat on every page. `kind` says how its columns share the width.
local function table_of(html, kind)
  local tbl = source.parsed(html)
  local heads, body, cells = tbl.head.rows, pandoc.List({}), pandoc.List({})
  for _, part in ipairs(tbl.bodies) do
    body:extend(part.head:map(function(row) return { row = row, head = true } end))
    body:extend(part.body:map(function(row) return { row = row, head = false } end))
  end
  body:extend(tbl.foot.rows:map(function(row) return { row = row, head = false } end))
  for _, row in ipairs(heads) do cells:extend(row.cells) end
  for _, one in ipairs(body) do cells:extend(one.row.cells) end
  local texts, place = texts_of(cells), 0
  local function row_of(row, head)
    local first, whole, its = place + 1, true, row.cells
    place = place + #its
    for at = first, place do whole = whole and #texts[at] < LONG end
    local made = {}
    for at = first, place do table.insert(made, cell_of(its[at - first + 1], texts[at], head, whole)) end
    return table.concat(made, ", ")
  end
  local lines = pandoc.List({})
  if #heads > 0 then
    lines:insert("table.header(" .. table.concat(heads:map(function(row) return row_of(row, true) end), ", ") .. ")")
  end
  for _, one in ipairs(body) do lines:insert(row_of(one.row, one.head)) end
  local columns = kind == "antwoorden" and tbl.colspecs:map(function() return "1fr" end) or widths(tbl, heads, body)
  return "#" .. kind .. "-tabel(columns: (" .. table.concat(columns, ", ") .. ",), heads: " .. #heads .. ", "
    .. table.concat(lines, ",\n  ") .. ")"
end

-- A name as Typst's markup has none of every letter: of co₂-uitstoot.
local function label(id)
  return "#label(" .. quoted(id) .. ")"
end

local function image(part, alone)
  local picture = part.picture
  return (alone and picture.file and "prent(" or "image(") .. quoted(picture.file or picture.drawn .. ".svg") .. ", width: " .. (picture.width or "100%") .. ", alt: "
    .. quoted(part.alt) .. ")"
end

-- Parts that a notebook draws are as high as a page: they stand one under the other, and pages break between them.
local function continued(figure)
  return #figure.parts > 1 and figure.parts[1].picture.drawn and figure.columns == 1
end

local function parts_of(figure)
  local cells = {}
  for place, part in ipairs(figure.parts) do
    local mark = part.id ~= "" and " " .. label(part.id) or ""
    cells[place] = "[#" .. image(part) .. " #block(text(size: t-size-small, " .. quoted(part.said) .. "))" .. mark .. "]"
  end
  return "grid(columns: (1fr,) * " .. figure.columns .. ", gutter: 1em, align: left, " .. table.concat(cells, ", ") .. ")"
end

function typst.figure(figure)
  local drawing = #figure.parts == 1 and image(figure.parts[1], true) or parts_of(figure)
  return raw("#figuur(" .. quoted(figure.number) .. ", " .. quoted(figure.caption) .. ", " .. drawing
    .. (continued(figure) and ", delen: true" or "") .. ") " .. label(figure.id))
end

function typst.table(tbl)
  return raw("#tabel(" .. quoted(tbl.number) .. ", " .. quoted(tbl.caption) .. ", [" .. table_of(tbl.html, "gewone") .. "]) "
    .. label(tbl.id))
end

function typst.data(data)
  return raw("#cijfers(" .. quoted(data.title) .. ", [" .. table_of(data.html, "cijfers") .. "], [" .. markup(data.notes) .. "])")
end

function typst.answers(answers)
  return raw(table_of(answers.html, "antwoorden"))
end

function typst.form(html)
  return raw("#heel[" .. table_of(html, "formulier") .. "]")
end

function typst.register()
  return {}
end

function typst.heading(heading)
  local mark = heading.number and "#nummer(" .. quoted(heading.number) .. ")" or ""
  local listed = tostring(heading.listed)
  return raw("#heading(level: " .. heading.level .. ", outlined: " .. listed .. ", bookmarked: " .. listed .. ")[" .. mark
    .. "#" .. quoted(heading.title) .. "] " .. label(heading.id))
end

local function inside(call, blocks, id)
  local out = pandoc.Blocks({ raw("#" .. call .. "[") })
  out:extend(blocks)
  out:insert(raw("]" .. (id and id ~= "" and " " .. label(id) or "")))
  return out
end

function typst.lead(block)
  return inside("kop", { block })
end

function typst.choices(div)
  return inside("keuzes", div.content)
end

function typst.box(blocks, id)
  return inside("kader", blocks, id)
end

function typst.landscape(blocks)
  return inside("page(flipped: true)", blocks)
end

function typst.callout(callout)
  local given = { quoted(callout.kind), quoted(callout.title), tostring(callout.icon) }
  return inside("terzijde(" .. table.concat(given, ", ") .. ")", callout.content, callout.id)
end

function typst.code(text)
  local lines = pandoc.List({})
  for line in (text .. "\n"):gmatch("(.-)\n") do lines:insert(quoted_line(line)) end
  return raw('#raw(block: true, (' .. table.concat(lines, ", ") .. ',).join("\\n"))')
end

function typst.cards(div)
  local out = pandoc.Blocks({ raw("#kaarten(") })
  for _, item in ipairs(div.content[1].content) do
    out:insert(raw("["))
    out:extend(item)
    out:insert(raw("],"))
  end
  out:insert(raw(")"))
  return out
end

function typst.sentence(span)
  return span.content
end

function typst.value(span)
  return span.content
end

-- Quarto would colour code with functions that only its own template defines.
local function code(inline)
  return pandoc.RawInline("typst", "#raw(" .. quoted(inline.text) .. ")")
end

-- What `typst.figure` and `typst.data` made of a figure and its numbers.
local function is_made_by(block, call)
  return block and block.t == "RawBlock" and block.text:sub(1, #call + 2) == "#" .. call .. "("
end

local function leads_to(block, list)
  return block and block.t == "Para" and list.t == "BulletList" and pandoc.utils.stringify(block):match(":%s*$")
end

-- What stays on one page: a figure and its numbers; a list and the line that leads to it; a word and what it means.
local function kept_together(blocks)
  local out = pandoc.Blocks({})
  for place, block in ipairs(blocks) do
    local before, after = out[#out], blocks[place + 1]
    if block.t == "DefinitionList" then
      out:insert(glossary(block))
    elseif is_made_by(block, "cijfers") and is_made_by(before, "figuur") then
      local last = is_made_by(after, "heading") and after.text:find("^#heading%(level: 1,")
      -- a function of how its numbers are set: as part of the whole, where a page holds that
      out[#out] = raw((last and "#bijeen" or "#samen") .. "(cijfers => [" .. before.text .. "\n" .. block.text .. "])")
    else
      if leads_to(before, block) then
        out:remove()
        out:extend(inside("aanloop", { before }))
      end
      out:insert(block)
    end
  end
  return out
end

typst.inert = literal

function typst.page(doc, page)
  doc.blocks = doc.blocks:walk({ Str = literal, Code = code, Math = formula_of, Blocks = kept_together })
  local brand = source.brand()
  local function given(text) return pandoc.MetaInlines({ pandoc.RawInline("typst", quoted(text)) }) end
  if doc.meta.rapport then doc.meta.trefwoord = given(pandoc.utils.stringify(doc.meta.rapport.naam)) end
  doc.meta.merk = given(brand.name)
  local makers = pandoc.List(#page.authors > 0 and page.authors or { brand.name }):map(quoted)
  doc.meta.makers = pandoc.MetaInlines({ pandoc.RawInline("typst", "(" .. table.concat(makers, ", ") .. ",)") })
  if brand.logo then doc.meta.logo = given(source.named("made/" .. brand.logo)) end
  if #page.headings > 0 then doc.meta.inhoud = true end
  doc.meta.tokens = pandoc.MetaBlocks({ raw(source.own("made/tokens.typ")) })
end

return typst
