-- What HTML, PDF and Word have in common, whichever engine renders: numbers of chapters, figures and tables, references
-- to them, conditional text, and the report's own blocks. Runs before anything else does, so that both engines agree.

local html, typst, word = FORMAT:match("html") ~= nil, FORMAT:match("typst") ~= nil, FORMAT:match("docx") ~= nil
local stringify = pandoc.utils.stringify
local targets, rows, used_rows, listed = {}, {}, {}, {}
local numbers = { chapter = 0, appendix = 0, section = 0, prefix = "", figure = 0, table = 0 }
local labels = { fig = "figuur", tbl = "tabel" }
local KNOWN = { kader = true, keuzes = true, antwoorden = true, cijfers = true, verantwoording = true, ["content-visible"] = true }

local function fail(message)
  io.stderr:write("report.qmd: " .. message .. "\n")
  os.exit(83)
end

local function read(path)
  local file = io.open(path, "rb") or fail("file " .. path .. " is missing")
  local text = file:read("a")
  file:close()
  return text
end

local function escaped(text)
  return (text:gsub("[&<>\"']", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }))
end

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("%s+", " ") .. '"'
end

local function raw(text)
  return pandoc.RawBlock(html and "html" or "typst", text)
end

local function capital(text)
  return (text:gsub("^%l", string.upper))
end

local function typst_of(blocks)
  return (pandoc.write(pandoc.Pandoc(blocks), "typst"):gsub("%s+$", ""))
end

-- conditions ----------------------------------------------------------------------------------------------------------

local function shown(div, meta)
  local when, unless = div.attributes["when-meta"], div.attributes["unless-meta"]
  local format, other = div.attributes["when-format"], div.attributes["unless-format"]
  return not (when and not meta[when] or unless and meta[unless] or format and not FORMAT:match(format) or other and FORMAT:match(other))
end

-- Keep what applies, and take off the wrappers that Quarto puts around embedded cells.
local function resolve(blocks, meta)
  return blocks:walk({
    traverse = "topdown",
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
  })
end

-- tables --------------------------------------------------------------------------------------------------------------

local function table_in(block)
  local source = nil
  pandoc.walk_block(block, {
    RawBlock = function(el)
      if el.text:match("<table") then source = el.text end
    end,
  })
  return source
end

local ALIGN = { AlignLeft = "left", AlignRight = "right", AlignCenter = "center" }

local function typst_cell(cell, head)
  local options = {}
  if cell.col_span > 1 then table.insert(options, "colspan: " .. cell.col_span) end
  if cell.row_span > 1 then table.insert(options, "rowspan: " .. cell.row_span) end
  if ALIGN[cell.alignment] then table.insert(options, "align: " .. ALIGN[cell.alignment]) end
  local text = typst_of(cell.contents)
  if head and text ~= "" then text = "#strong[" .. text .. "]" end
  local inner = "[" .. text .. "]"
  return #options > 0 and "table.cell(" .. table.concat(options, ", ") .. ")" .. inner or inner
end

-- Write a table with heads that repeat on every page. `kind` says how its columns share the width.
local function typst_table(source, kind)
  local tbl = pandoc.read(source, "html").blocks[1]
  local width = #tbl.colspecs
  local lines = {}
  local function row_of(row, head)
    local cells = {}
    for _, cell in ipairs(row.cells) do table.insert(cells, typst_cell(cell, head)) end
    return table.concat(cells, ", ")
  end
  local heads = {}
  for _, row in ipairs(tbl.head.rows) do table.insert(heads, row_of(row, true)) end
  if #heads > 0 then table.insert(lines, "table.header(" .. table.concat(heads, ", ") .. ")") end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.head) do table.insert(lines, row_of(row, true)) end
    for _, row in ipairs(body.body) do table.insert(lines, row_of(row, false)) end
  end
  local columns = {}
  for place = 1, width do
    local flexible = kind == "antwoorden" or place == 1
    table.insert(columns, flexible and "1fr" or "auto")
  end
  return "#" .. kind .. "-tabel(columns: (" .. table.concat(columns, ", ") .. ",), heads: " .. #heads .. ", "
    .. table.concat(lines, ",\n  ") .. ")"
end

local function html_table(source, name)
  for id in source:gmatch('id="([^"]+)"') do rows[id] = true end
  return '<div class="tabel" role="region" tabindex="0" aria-label="' .. escaped(name) .. '">' .. source .. "</div>"
end

local function word_table(source)
  local tbl = pandoc.read(source, "html").blocks[1]
  tbl.attr = pandoc.Attr()
  return tbl
end

local function word_caption(text)
  return pandoc.Div({ pandoc.Para({ pandoc.Str(text) }) }, pandoc.Attr("", {}, { ["custom-style"] = "Caption" }))
end

-- blocks --------------------------------------------------------------------------------------------------------------

local function numbered(kind, word_)
  numbers[kind] = numbers[kind] + 1
  return word_ .. " " .. numbers.prefix .. "." .. numbers[kind]
end

local function inlined(stem, id, alt)
  local svg = read(stem .. ".svg"):gsub("^.-<svg", "<svg", 1):gsub("<metadata>.-</metadata>", "")
  svg = svg:gsub(' id="([^"]+)"', ' id="' .. id .. '-%1"'):gsub("url%(#", "url(#" .. id .. "-"):gsub('href="#', 'href="#' .. id .. "-")
  svg = svg:gsub(' width="[^"]+pt"', "", 1):gsub(' height="[^"]+pt"', "", 1)
  return '<svg role="img" aria-label="' .. escaped(alt) .. '"' .. svg:sub(5)
end

local function figure(image)
  local id, alt, caption = image.identifier, image.attributes["fig-alt"] or "", stringify(image.caption)
  if not id:match("^fig%-") then fail("figure " .. image.src .. " has no identifier fig-…") end
  if alt == "" or caption == "" then fail("figure " .. id .. " lacks a caption or an alternative text") end
  local number = numbered("figure", "Figuur")
  targets[id] = number:gsub("^Figuur", "figuur")
  if html then
    return raw('<figure class="figuur" id="' .. id .. '">' .. inlined(image.src, id, alt) .. '<figcaption><span class="nummer">'
      .. number .. "</span> " .. escaped(caption) .. ' <a class="anker" href="#' .. id .. '" aria-label="Verwijzing naar '
      .. number .. '">#</a></figcaption></figure>')
  elseif typst then
    return raw("#figuur(" .. quoted(number) .. ", " .. quoted(caption) .. ", image(" .. quoted(image.src .. ".svg") .. ", width: 100%, alt: "
      .. quoted(alt) .. ")) <" .. id .. ">")
  end
  image.src = image.src .. ".png"
  image.caption = { pandoc.Str(alt) }
  image.attributes = { width = "16cm" }
  image.classes = {}
  image.title = ""
  return { pandoc.Plain({ image }), word_caption(number .. "  " .. caption) }
end

local function table_block(div)
  local id, source = div.identifier, table_in(div)
  local caption = nil
  for _, block in ipairs(div.content) do
    if block.t == "Para" or block.t == "Plain" then caption = stringify(block) end
  end
  if not source or not caption then fail("table " .. id .. " lacks a table or a caption") end
  local number = numbered("table", "Tabel")
  targets[id] = number:gsub("^Tabel", "tabel")
  if html then
    return raw('<figure class="tabelfiguur" id="' .. id .. '"><figcaption><span class="nummer">' .. number .. "</span> "
      .. escaped(caption) .. ' <a class="anker" href="#' .. id .. '" aria-label="Verwijzing naar ' .. number .. '">#</a></figcaption>'
      .. html_table(source, number) .. "</figure>")
  elseif typst then
    return raw("#tabel(" .. quoted(number) .. ", " .. quoted(caption) .. ", [" .. typst_table(source, "gewone") .. "]) <" .. id .. ">")
  end
  return { word_caption(number .. "  " .. caption), word_table(source) }
end

local function notes_of(div)
  return div.content:filter(function(block) return block.t ~= "RawBlock" end)
end

local function figures_data(div)
  local id, source = div.attributes.fig, table_in(div)
  if not targets[id] then fail("the data of " .. tostring(id) .. " do not follow their figure") end
  local title = "Cijfers bij " .. targets[id]
  local blocks = pandoc.Blocks({})
  if html then
    blocks:insert(raw('<details class="cijfers"><summary>' .. title .. "</summary>" .. html_table(source, title) .. '<div class="noot">'))
    blocks:extend(notes_of(div))
    blocks:insert(raw("</div></details>"))
  elseif typst then
    blocks:insert(raw("#cijfers(" .. quoted(title) .. ", [" .. typst_table(source, "cijfers") .. "], [" .. typst_of(notes_of(div)) .. "])"))
  else
    blocks:extend({ word_caption(title), word_table(source) })
    blocks:extend(notes_of(div))
  end
  return blocks
end

local function answers(div)
  local source = table_in(div)
  if html then
    local name = source:match("antwoorden%-%d+") and "Open antwoorden" or "Opmerkingen"
    return raw('<div class="antwoorden">' .. html_table(source, name) .. "</div>")
  end
  return typst and raw(typst_table(source, "antwoorden")) or word_table(source)
end

local function register(div)
  if not html then return {} end
  local source = table_in(div)
  return raw('<details class="verantwoording"><summary>Verantwoording per zin</summary>' .. html_table(source, "Verantwoording per zin") .. "</details>")
end

local function heading(header)
  local id, text, number = header.identifier, header.content, nil
  local plain = header.classes:includes("unnumbered")
  if header.level == 1 then
    numbers.section, numbers.figure, numbers.table = 0, 0, 0
    if header.classes:includes("bijlage") then
      numbers.appendix = numbers.appendix + 1
      numbers.prefix, number, numbers.appended = "B" .. numbers.appendix, "Bijlage " .. numbers.appendix, true
      targets[id] = "bijlage " .. numbers.appendix
    elseif not plain then
      numbers.chapter = numbers.chapter + 1
      numbers.prefix, number, numbers.appended = tostring(numbers.chapter), tostring(numbers.chapter), false
      targets[id] = "hoofdstuk " .. numbers.chapter
    end
  elseif header.level == 2 and not plain and not numbers.appended then
    numbers.section = numbers.section + 1
    number = numbers.prefix .. "." .. numbers.section
    targets[id] = "paragraaf " .. number
  end
  local hidden = header.classes:includes("unlisted")
  local title = stringify(text)
  if header.level < 3 and not hidden then
    listed[#listed + 1] = { level = header.level, id = id, number = number, title = title, appendix = numbers.appended }
  end
  if html then
    local tag = "h" .. (header.level + 1)
    local mark = number and '<span class="nummer">' .. number .. "</span> " or ""
    local class = header.level == 1 and (numbers.appended and number and ' class="bijlage"' or ' class="hoofdstuk"') or ""
    return raw("<" .. tag .. ' id="' .. id .. '"' .. class .. ">" .. mark .. escaped(title) .. ' <a class="anker" href="#' .. id
      .. '" aria-label="Verwijzing naar ' .. escaped(title) .. '">#</a></' .. tag .. ">")
  elseif typst then
    local mark = number and "#nummer(" .. quoted(number) .. ")" or ""
    return raw("#heading(level: " .. header.level .. ", outlined: " .. tostring(header.level < 3 and not hidden) .. ", bookmarked: "
      .. tostring(header.level < 3 and not hidden) .. ")[" .. mark .. "#" .. quoted(title) .. "] <" .. id .. ">")
  end
  if number then text:insert(1, pandoc.Str(number .. "  ")) end
  header.classes = {}
  return header
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

local function build(blocks)
  local out = pandoc.Blocks({})
  local function add(made)
    if pandoc.utils.type(made) == "Block" then out:insert(made) else out:extend(made) end
  end
  for _, block in ipairs(blocks) do
    local image = is_figure(block)
    if image then
      add(figure(image))
    elseif block.t == "Header" then
      add(heading(block))
    elseif block.t == "Div" and block.identifier:match("^tbl%-") then
      add(table_block(block))
    elseif block.t == "Div" and block.classes:includes("cijfers") then
      add(figures_data(block))
    elseif block.t == "Div" and block.classes:includes("antwoorden") then
      add(answers(block))
    elseif block.t == "Div" and block.classes:includes("verantwoording") then
      add(register(block))
    elseif block.t == "Div" and block.classes:includes("kader") then
      if html then
        add(raw('<aside class="kader">'))
        add(build(block.content))
        add(raw("</aside>"))
      elseif typst then
        add(raw("#kader["))
        add(build(block.content))
        add(raw("]"))
      else
        add(pandoc.BlockQuote(block.content))
      end
    elseif typst and block.t == "Para" and #block.content == 1 and block.content[1].t == "Strong" then
      add(raw("#kop[" .. typst_of({ block }) .. "]"))
    elseif block.t == "Div" then
      block.content = build(block.content)
      add(block)
    elseif block.t == "RawBlock" and block.text:match("<table") then
      if html then
        add(raw(html_table(block.text, "Antwoordmogelijkheden")))
      else
        add(typst and raw(typst_table(block.text, "formulier")) or word_table(block.text))
      end
    elseif block.t == "RawBlock" and not (html or block.format == "typst") then
      fail("raw " .. block.format .. " is not supported: " .. block.text:sub(1, 60))
    else
      add(block)
    end
  end
  return out
end

-- inlines -------------------------------------------------------------------------------------------------------------

local function reference(cite)
  local id = cite.citations[1].id
  local name = id:gsub("^%u", string.lower)
  local text = targets[name]
  if not text then fail("reference @" .. id .. " leads nowhere") end
  if name ~= id then text = capital(text) end
  return pandoc.Link({ pandoc.Str((text:gsub(" ", "\u{a0}"))) }, "#" .. name)
end

local function number_link(span)
  if not span.classes:includes("getal") then return nil end
  if not html then return span.content end
  local row = "cijfers-" .. span.attributes.bron
  used_rows[row] = true
  return pandoc.Link(span.content, "#" .. row, span.attributes.title, pandoc.Attr("", { "getal" }))
end

-- the page ------------------------------------------------------------------------------------------------------------

local function contents()
  local lines, open = { "<ol>" }, false
  for _, entry in ipairs(listed) do
    local mark = entry.number and '<span class="nummer">' .. entry.number .. "</span> " or ""
    local link = '<a href="#' .. entry.id .. '">' .. mark .. escaped(entry.title) .. "</a>"
    if entry.level == 1 then
      if open == "sub" then table.insert(lines, "</ol>") end
      if open then table.insert(lines, "</li>") end
      table.insert(lines, "<li>" .. link)
      open = "item"
    else
      if open == "item" then table.insert(lines, "<ol>") end
      open = "sub"
      table.insert(lines, "<li>" .. link .. "</li>")
    end
  end
  if open == "sub" then table.insert(lines, "</ol>") end
  table.insert(lines, "</li></ol>")
  return table.concat(lines, "\n")
end

function Pandoc(doc)
  doc.blocks = build(resolve(doc.blocks, doc.meta))
  doc.blocks = doc.blocks:walk({ Cite = reference, Span = number_link })
  for row in pairs(used_rows) do
    if not rows[row] then fail("a number in the text refers to row " .. row .. ", which no table has") end
  end
  if html then
    doc.meta.inhoud = pandoc.MetaBlocks({ raw(contents()) })
    local style = read("fonts/fonts.css") .. read("_generated/tokens.css") .. read("theme/report.css")
    doc.meta.stijl = pandoc.MetaBlocks({ raw(style) })
    doc.meta.script = pandoc.MetaBlocks({ raw(read("theme/report.js")) })
  elseif typst then
    doc.meta.tokens = pandoc.MetaBlocks({ raw(read("_generated/tokens.typ")) })
  end
  return doc
end
