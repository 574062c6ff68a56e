-- What HTML, PDF and Word have in common, whichever engine renders: numbers of chapters, figures and tables, references
-- to them, conditional text, and the report's own blocks. Runs before anything else does, so that both engines agree.
-- How a block looks is up to the writer of the format: theme/writers/{html,typst,docx}.lua.

local source = dofile("theme/writers/source.lua")
local format = FORMAT:match("html") or FORMAT:match("typst") or FORMAT:match("docx")
if not format then source.fail("format " .. FORMAT .. " is not supported") end
local writer = dofile("theme/writers/" .. format .. ".lua")
local fail, stringify = source.fail, pandoc.utils.stringify

local targets, rows, asked, headings, cited = {}, {}, {}, {}, {}
local under, question = nil, nil -- the heading and the question that come last
local numbers = { chapter = 0, appendix = 0, section = 0, prefix = "", figure = 0, table = 0 }
local KNOWN = { kader = true, keuzes = true, kaarten = true, antwoorden = true, cijfers = true, verantwoording = true, ["content-visible"] = true }

-- conditions ----------------------------------------------------------------------------------------------------------

-- `when-meta` names a value of the metadata, or one within: niveaus.student.eerste.
local function of_meta(meta, path)
  for name in path:gmatch("[^.]+") do
    meta = type(meta) == "table" and meta[name]
  end
  return meta
end

local function shown(div, meta)
  local when, unless = div.attributes["when-meta"], div.attributes["unless-meta"]
  local with, without = div.attributes["when-format"], div.attributes["unless-format"]
  return not (when and not of_meta(meta, when) or unless and of_meta(meta, unless) or with and not FORMAT:match(with) or without and FORMAT:match(without))
end

-- Tables come as HTML, and remarks to those who edit the source are HTML, too.
local function refuse_raw(el)
  local known = el.format == "html" and (el.text:match("^<!%-%-") or el.t == "RawBlock" and el.text:match("<table"))
  if not known then fail("raw " .. el.format .. " is not supported: " .. el.text:sub(1, 60)) end
end

-- Keep what applies, take off the wrappers that Quarto puts around embedded cells, and refuse what no writer knows.
local function resolve(blocks, meta)
  return blocks:walk({
    traverse = "topdown",
    Header = function(header)
      source.place = header.identifier
    end,
    Cite = function(cite)
      local id = cite.citations[1].id
      cited[id] = cited[id] or source.place
    end,
    Div = function(div)
      if div.classes:includes("content-visible") then
        return shown(div, meta) and resolve(div.content, meta) or {}
      end
      for _, class in ipairs(div.classes) do
        if class:match("^quarto%-embed") or class:match("^cell") then
          return resolve(div.content, meta)
        end
        if not KNOWN[class] and not class:match("^section") then
          fail("block ." .. class .. " is not supported")
        end
      end
    end,
    CodeBlock = function(block)
      fail("code blocks are not supported: " .. block.text:sub(1, 60))
    end,
    Table = function()
      fail("tables are made in notebooks; one stands in the text")
    end,
    RawBlock = refuse_raw,
    RawInline = refuse_raw,
  })
end

-- blocks --------------------------------------------------------------------------------------------------------------

local function target(id, text)
  if targets[id] then fail("#" .. id .. " is there twice") end
  targets[id] = text
end

local function numbered(kind, id, word)
  numbers[kind] = numbers[kind] + 1
  local number = numbers.prefix .. "." .. numbers[kind]
  target(id, word:lower() .. " " .. number)
  return word .. " " .. number
end

-- The HTML of a block's table; numbers in the text may refer to what it holds.
local function table_in(block)
  local html = source.table_in(block)
  for id in (html or ""):gmatch('id="([^"]+)"') do rows[id] = true end
  return html
end

local function figure(image)
  local id, alt, caption = image.identifier, image.attributes["fig-alt"] or "", stringify(image.caption)
  image.src = image.src:gsub("%.%a+$", "") -- Quarto adds an extension; each format here takes its own
  if not id:match("^fig%-") then fail("figure " .. image.src .. " has no identifier fig-…") end
  if alt == "" or caption == "" then fail("figure " .. id .. " lacks a caption or an alternative text") end
  local number = numbered("figure", id, "Figuur")
  return writer.figure({ id = id, number = number, caption = caption, alt = alt, image = image })
end

local function table_block(div)
  local id, html, caption = div.identifier, table_in(div), nil
  for _, block in ipairs(div.content) do
    if block.t == "Para" or block.t == "Plain" then caption = stringify(block) end
  end
  if not html or not caption then fail("table " .. id .. " lacks a table or a caption") end
  local number = numbered("table", id, "Tabel")
  return writer.table({ id = id, number = number, caption = caption, html = html })
end

local function data(div)
  local id, title = div.attributes.fig, div.attributes.titel
  if not title and not targets[id] then fail("the data of " .. tostring(id) .. " do not follow their figure") end
  local notes = div.content:filter(function(block) return block.t ~= "RawBlock" end)
  return writer.data({ title = title or "Cijfers bij " .. targets[id], html = table_in(div), notes = notes })
end

local function heading(header)
  local id, number = header.identifier, nil
  source.place = id
  local plain = header.classes:includes("unnumbered")
  if header.level == 1 then
    numbers.section, numbers.figure, numbers.table = 0, 0, 0
    if header.classes:includes("bijlage") then
      numbers.appendix = numbers.appendix + 1
      numbers.prefix, number, numbers.appended = "B" .. numbers.appendix, "Bijlage " .. numbers.appendix, true
      target(id, "bijlage " .. numbers.appendix)
    elseif not plain then
      numbers.chapter = numbers.chapter + 1
      numbers.prefix, number, numbers.appended = tostring(numbers.chapter), tostring(numbers.chapter), false
      target(id, "hoofdstuk " .. numbers.chapter)
    end
  elseif header.level == 2 and not plain and not numbers.appended then
    numbers.section = numbers.section + 1
    number = numbers.prefix .. "." .. numbers.section
    target(id, "paragraaf " .. number)
  end
  local made = {
    id = id, level = header.level, number = number, title = stringify(header.content), header = header, name = targets[id],
    appendix = numbers.appended and number ~= nil, listed = header.level < 3 and not header.classes:includes("unlisted"),
  }
  if made.listed then headings[#headings + 1] = made end
  if number or header.level < 3 then under = made end
  question = made.title
  return writer.heading(made)
end

local function is_figure(block)
  if block.t == "Figure" then
    local image = block.content[1].content[1]
    -- pandoc moves the identifier and the caption from an image alone in its paragraph to the figure around it
    image.identifier, image.caption = block.identifier, block.caption.long[1] and block.caption.long[1].content or {}
    for key, value in pairs(block.attributes) do image.attributes[key] = value end
    return image
  end
  if block.t == "Para" and #block.content == 1 and block.content[1].t == "Image" then return block.content[1] end
end

-- A paragraph that is bold as a whole leads what follows it.
local function is_lead(block)
  return block.t == "Para" and #block.content == 1 and block.content[1].t == "Strong"
end

local function lead(block)
  question = stringify(block)
  return writer.lead(block)
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

local function division(div)
  if div.identifier:match("^tbl%-") then return table_block(div) end
  if div.classes:includes("cijfers") then return data(div) end
  if div.classes:includes("antwoorden") then return writer.answers({ html = table_in(div), under = under }) end
  if div.classes:includes("verantwoording") then return writer.register(build(div.content)) end
  div.content = build(div.content)
  if div.classes:includes("kaarten") then return writer.cards(div) end
  if div.classes:includes("kader") then return writer.box(div.content) end
  return div.classes:includes("keuzes") and writer.choices(div) or div
end

local function refuse_image(image)
  fail("image " .. image.src .. " is not a paragraph of its own")
end

local function block_of(block)
  local image = is_figure(block)
  if image then return figure(image) end
  if block.t == "Header" then return heading(block) end
  if block.t == "Div" then return division(block) end
  if is_lead(block) then return lead(block) end
  if block.t == "RawBlock" and block.text:match("<table") then return writer.form(block.text, question) end
  if block.t == "RawBlock" and block.text:match("^<!%-%-") then return {} end
  return block:walk({ Span = value, Image = refuse_image })
end

function build(blocks)
  local out = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    local made = block_of(block)
    if pandoc.utils.type(made) == "Block" then out:insert(made) else out:extend(made) end
  end
  return out
end

-- inlines -------------------------------------------------------------------------------------------------------------

local function reference(cite)
  local id = cite.citations[1].id
  local name = id:gsub("^%u", string.lower)
  local text = targets[name]
  source.place = cited[id]
  if not text then fail("reference @" .. id .. " leads nowhere") end
  if name ~= id then text = text:gsub("^%l", string.upper) end
  return pandoc.Link({ pandoc.Str((text:gsub(" ", "\u{a0}"))) }, "#" .. name)
end

-- Quarto would look for shortcodes in what the page says of the report: names are text that others typed.
local function make_inert(meta)
  local printed = { title = meta.title, subtitle = meta.subtitle, pagetitle = meta.pagetitle, rapport = meta.rapport }
  local inert = pandoc.Pandoc({}, printed):walk({ Str = writer.inert })
  for key, text in pairs(inert.meta) do meta[key] = text end
end

function Pandoc(doc)
  local blocks = resolve(doc.blocks, doc.meta)
  source.place = nil
  doc.blocks = build(blocks):walk({ Cite = reference })
  source.place = nil
  for row in pairs(asked) do
    if not rows[row] then fail("a number in the text refers to row " .. row .. ", which no table has") end
  end
  writer.page(doc, headings)
  make_inert(doc.meta)
  return doc
end
