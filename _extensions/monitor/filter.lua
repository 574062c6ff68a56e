-- What HTML, PDF and Word have in common, whichever engine renders: numbers of chapters, figures and tables, references
-- to them, and the report's own blocks. Runs before anything else does, so that both engines agree. What is read is
-- sorted out in reading/: shortcodes, text with a condition, what may be written at all, references, and what
-- authors write as Quarto's guide shows it.
-- How a block looks is up to the writer of the format: writers/{html,typst,docx}.lua.

-- Where this file is: Quarto runs it from a file of its own.
local here = quarto and quarto.utils.resolve_path("") or pandoc.path.directory(PANDOC_SCRIPT_FILE)

local function part(path, ...)
  local chunk, problem = loadfile(pandoc.path.join({ here, path .. ".lua" }))
  if not chunk then error(problem) end
  return chunk(...)
end

local targets, rows, asked, headings = {}, {}, {}, {}
local source = part("reading/source", here)
local format = FORMAT:match("html") or FORMAT:match("typst") or FORMAT:match("docx")
if not format then source.fail("format " .. FORMAT .. " is not supported") end
local writer = part("writers/" .. format, source)
local shortcodes = part("reading/shortcodes", source)
local front = part("reading/front", source)
local conditions = part("reading/conditions", source, front)
local vocabulary = part("reading/vocabulary", source, front.css)
local references = part("reading/references", source, targets)
local authored = part("reading/authored", source, vocabulary, writer)
local fail, stringify = source.fail, pandoc.utils.stringify

local under, question = { title = "Vooraf", id = "inhoud" }, "Tabel" -- the heading and the question that come last
local numbers = { chapter = 0, appendix = 0, section = 0, prefix = "", figure = 0, table = 0, level = 0 }

-- blocks --------------------------------------------------------------------------------------------------------------

local function target(id, text, number)
  if targets[id] then fail("#" .. id .. " is there twice") end
  targets[id] = { text = text, number = number }
end

local function numbered(kind, id, word)
  numbers[kind] = numbers[kind] + 1
  local number = (numbers.prefix ~= "" and numbers.prefix .. "." or "") .. numbers[kind]
  target(id, word:lower() .. " " .. number, number)
  return word .. " " .. number
end

-- The HTML of a block's table; numbers in the text may refer to what it holds.
local function table_in(block)
  local html = source.table_in(block, authored.table)
  for id in (html or ""):gmatch('id="([^"]+)"') do rows[id] = true end
  return html
end

-- One or more pictures under one number; of several, each has a letter.
local function figure(id, images, caption, columns)
  local parts = {}
  for place, image in ipairs(images) do
    local picture, alt = authored.picture(image), image.attributes["fig-alt"] or ""
    if not id:match("^fig%-") then fail("figure " .. picture.name .. " has no identifier fig-…") end
    if alt == "" then fail("figure " .. id .. " lacks a caption or an alternative text") end
    local said = #images > 1 and vocabulary.plain(image.caption, "the caption of a part of " .. id) or ""
    parts[place] = { picture = picture, alt = alt, id = image.identifier, letter = "(" .. string.char(96 + place) .. ")" }
    parts[place].said = #images > 1 and (parts[place].letter .. " " .. said):gsub(" $", "") or nil
  end
  local title = vocabulary.plain(caption or images[1].caption, "the caption of " .. id)
  if title == "" then fail("figure " .. id .. " lacks a caption or an alternative text") end
  local number = numbered("figure", id, "Figuur")
  for _, part in ipairs(#images > 1 and parts or {}) do
    local name = number:gsub("^%u", string.lower) .. " " .. part.letter
    if part.id ~= "" then target(part.id, name, (number:gsub("^%a+ ", "")) .. " " .. part.letter) end
  end
  return writer.figure({ id = id, number = number, caption = title, parts = parts, columns = columns or 1 })
end

local function table_of(id, html, caption)
  if not html or caption == "" then fail("table " .. id .. " lacks a table or a caption") end
  local number = numbered("table", id, "Tabel")
  return writer.table({ id = id, number = number, caption = caption, html = html })
end

-- A block with a name around a table and its caption.
local function table_block(div)
  local caption, table_, more
  for _, block in ipairs(div.content) do
    local typed = block.t == "Table" and #block.caption.long == 0
    if not table_ and (typed or block.t == "RawBlock" and block.text:match("<table")) then
      table_ = block
    elseif (block.t == "Para" or block.t == "Plain") and not caption then
      caption = block.content
    else
      more = more or not source.is_remark(block)
    end
  end
  if more then fail("table " .. div.identifier .. " holds more than a table and a caption below it") end
  return table_of(div.identifier, table_in(div), vocabulary.plain(caption or {}, "the caption of " .. div.identifier))
end

-- A table that was typed out; one without a name and a caption goes by what stands above it.
local function typed_table(tbl)
  local id, words = authored.named(tbl)
  local caption = vocabulary.plain(words, "the caption of a table")
  if id == "" and caption == "" then return writer.form(authored.table(tbl), question) end
  if not id:match("^tbl%-") then
    fail("table “" .. caption .. "” has no identifier tbl-…; write {#tbl-…} after its caption")
  end
  return table_of(id, authored.table(tbl), caption)
end

local function data(div)
  local id, title = div.attributes.fig, div.attributes.titel
  if not title and not targets[id] then fail("the data of " .. tostring(id) .. " do not follow their figure") end
  local notes = div.content:filter(function(block) return block.t ~= "RawBlock" end)
  return writer.data({ title = title or "Cijfers bij " .. targets[id].text, html = table_in(div), notes = notes })
end

local function heading(header)
  local id, number = header.identifier, nil
  source.place = id
  if id == "inhoud" or id == "TOC" then fail("#" .. id .. " is the page's own name; give this heading another, {#sec-…}") end
  local plain = header.classes:includes("unnumbered")
  if header.level > numbers.level + 1 and numbers.level > 0 or header.level > 5 then
    fail("a heading of level " .. header.level .. " follows one of level " .. numbers.level .. "; each goes one level down")
  end
  numbers.level = header.level
  if header.level == 1 then
    -- what stands in a chapter without a number goes on counting: its figures have no number of their own
    if not plain then numbers.section, numbers.figure, numbers.table = 0, 0, 0 end
    numbers.bare = plain
    if header.classes:includes("bijlage") then
      numbers.appendix = numbers.appendix + 1
      numbers.prefix, number, numbers.appended = "B" .. numbers.appendix, "Bijlage " .. numbers.appendix, true
      target(id, "bijlage " .. numbers.appendix, tostring(numbers.appendix))
    elseif not plain then
      numbers.chapter = numbers.chapter + 1
      numbers.prefix, number, numbers.appended = tostring(numbers.chapter), tostring(numbers.chapter), false
      target(id, "hoofdstuk " .. numbers.chapter, number)
    end
  elseif header.level == 2 and not plain and not numbers.appended and not numbers.bare then
    numbers.section = numbers.section + 1
    number = numbers.prefix .. "." .. numbers.section
    target(id, "paragraaf " .. number, number)
  end
  local title, name = vocabulary.plain(header.content, "the heading"), targets[id] and targets[id].text
  if not name and id:match("^sec%-") then target(id, "‘" .. title .. "’") end
  local made = {
    id = id, level = header.level, number = number, title = title, header = header, name = name,
    appendix = numbers.appended and number ~= nil, listed = header.level < 3 and not header.classes:includes("unlisted"),
  }
  if made.listed then headings[#headings + 1] = made end
  if number or header.level < 3 then under = made end
  question = made.title
  return writer.heading(made)
end

-- A paragraph that is bold as a whole leads what follows it.
local function is_lead(block)
  return block.t == "Para" and #block.content == 1 and block.content[1].t == "Strong"
end

-- A number in the text is tied to the row of the data table that it comes from.
local function value(span)
  if span.classes:includes("zin") then return writer.sentence(span) end
  if not span.classes:includes("getal") then return nil end
  local row = "cijfers-" .. span.attributes.bron
  asked[row] = true
  return writer.value(span, row, under.number or under.title)
end

local build

-- No page begins inside a block.
local function refuse_pages(content, what)
  content:walk({
    Header = function(header)
      if header.level == 1 then fail("a chapter begins in a block ." .. what .. "; end the block before it") end
    end,
    Div = function(div)
      if div.classes:includes("landscape") then fail("a block .landscape stands in a block ." .. what) end
    end,
  })
end

local function division(div)
  for _, class in ipairs(div.classes) do
    if class == "kader" or class == "landscape" or class:match("^callout") then refuse_pages(div.content, class) end
  end
  local kind = authored.kind_of_callout(div)
  if kind then return writer.callout(authored.callout(div, kind, build)) end
  if div.identifier:match("^tbl%-") then return table_block(div) end
  if div.identifier:match("^fig%-") then return figure(div.identifier, authored.pictured(div)) end
  if div.classes:includes("cijfers") then return data(div) end
  if div.classes:includes("antwoorden") then return writer.answers({ html = table_in(div), under = under }) end
  if div.classes:includes("verantwoording") then return writer.register(build(div.content)) end
  div.content = build(div.content)
  if div.classes:includes("kaarten") then return writer.cards(div) end
  if div.classes:includes("landscape") then return writer.landscape(div.content) end
  if div.classes:includes("kader") then return writer.box(div.content, div.identifier) end
  return div.classes:includes("keuzes") and writer.choices(div) or div
end

local function refuse_within(what)
  return function() fail(what .. " stands in a list or a quotation; write it before or after") end
end

local function refuse_image(image)
  fail("image " .. image.src .. " is not a paragraph of its own")
end

local function block_of(block)
  local image = authored.image_alone(block)
  if image then return figure(image.identifier, { image }) end
  if block.t == "Table" then return typed_table(block) end
  if block.t == "CodeBlock" then return writer.code(block.text) end
  if block.t == "Header" then return heading(block) end
  if block.t == "Div" then return division(block) end
  if is_lead(block) then
    question = stringify(block)
    return writer.lead(block:walk({ Span = value, Image = refuse_image }))
  end
  local html = block.t == "RawBlock" and block.format == "html" and block.text
  if html and html:match("<table") then return writer.form(html, question) end
  if source.is_remark(block) then return {} end
  return block:walk({
    Span = value,
    Image = refuse_image,
    CodeBlock = function(code) return writer.code(code.text) end,
    Table = refuse_within("a table"),
    Div = refuse_within("a block"),
    Figure = refuse_within("a figure"),
    Header = refuse_within("a heading"),
  })
end

-- Definitions that stand together are one list, also where some have a condition of their own.
local function goes_on(made, last)
  if made.t ~= "DefinitionList" or not last or last.t ~= "DefinitionList" then return false end
  local both = pandoc.List(last.content)
  both:extend(made.content)
  last.content = both
  return true
end

function build(blocks)
  local out = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    local made = block_of(block)
    if pandoc.utils.type(made) ~= "Block" then
      out:extend(made)
    elseif not goes_on(made, out[#out]) then
      out:insert(made)
    end
  end
  return out
end

-- A link within the report leads to what is there; those of the list of claims are made with what they lead to.
local function refuse_dead_links(blocks)
  local there = { inhoud = true }
  local function seen(el)
    if el.identifier and el.identifier ~= "" then there[el.identifier] = true end
  end
  blocks:walk({ Header = seen, Div = seen, Span = seen, Figure = seen, Image = seen, Table = seen })
  return blocks:walk({
    traverse = "topdown",
    Header = function(header) source.place = header.identifier end,
    Div = function(div)
      if div.classes:includes("verantwoording") then return div, false end
    end,
    Link = function(link)
      local name = link.target:match("^#(.+)$")
      local made = name and (targets[name] or there[name] or rows[name])
      if name and not made then fail("link to #" .. name .. " leads nowhere") end
    end,
  })
end

local function text_of(words, what)
  return pandoc.Inlines({ pandoc.Str(vocabulary.plain(words, "the " .. what)) })
end

local MONTHS = { "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
  "november", "december" }

local function in_words(date)
  local year, month, day = date:match("^(%d+)-(%d+)-(%d+)$")
  return year and tonumber(day) .. " " .. MONTHS[tonumber(month)] .. " " .. year or date
end

-- What the page says of itself: of the text's front matter, or else of the questionnaire and the brand file.
local function told(meta)
  local of_part = meta.rapport and not meta.volledig and " – " .. stringify(meta.rapport.naam) or ""
  if front.title then
    meta.title = text_of(front.title, "title")
    meta.pagetitle = pandoc.Inlines({ pandoc.Str(stringify(meta.title) .. of_part) })
  end
  if front.subtitle then
    meta.subtitle = pandoc.Inlines({ pandoc.Str(stringify(text_of(front.subtitle, "subtitle")) .. of_part) })
  end
  meta.date = not meta.rapport and meta.date and { pandoc.Str(in_words(stringify(meta.date))) } or nil
  meta.author = front.authors:map(function(name) return text_of(name, "author") end)
  local maker = meta.rapport and stringify(meta.rapport.maker or "") or ""
  if #meta.author == 0 and maker ~= "" then meta.author = pandoc.List({ meta.rapport.maker }) end
  local names = meta.author:map(stringify)
  if #names > 0 then meta.auteur = pandoc.Inlines({ pandoc.Str(table.concat(names, ", ")) }) end
  return names
end

-- An abstract stands before the first heading.
local function with_abstract(blocks)
  local abstract = front.abstract
  if not abstract then return blocks end
  local content = pandoc.utils.type(abstract) == "Inlines" and { pandoc.Para(abstract) } or abstract
  blocks:insert(1, pandoc.Div(content, pandoc.Attr("", { "kader" })))
  return blocks
end

-- Quarto would look for shortcodes in what the page says of the report: names are text that others typed.
local function make_inert(meta)
  local printed = {}
  for _, name in ipairs({ "title", "subtitle", "pagetitle", "auteur", "date", "rapport" }) do printed[name] = meta[name] end
  local inert = pandoc.Pandoc({}, printed):walk({ Str = writer.inert })
  for key, text in pairs(inert.meta) do meta[key] = text end
  for key, value in pairs(meta) do
    local empty = value == false or pandoc.utils.type(value) == "List" and #value == 0
    if empty then meta[key] = nil end -- Word would list it
  end
end

function Pandoc(doc)
  local names = told(doc.meta)
  local blocks = with_abstract(shortcodes.resolved(doc.blocks, doc.meta))
  doc.blocks = vocabulary.checked(authored.with_notes(conditions.kept(blocks, doc.meta)))
  references.noted(doc.blocks)
  doc = references.cited(doc)
  source.place = nil
  local typed = doc.blocks:clone()
  doc.blocks = references.resolved(build(doc.blocks))
  refuse_dead_links(typed)
  source.place = nil
  for row in pairs(asked) do
    if not rows[row] then fail("a number in the text refers to row " .. row .. ", which no table has") end
  end
  writer.page(doc, { headings = front.toc and headings or {}, authors = names, css = front.css, head = front.head })
  make_inert(doc.meta)
  return doc
end
