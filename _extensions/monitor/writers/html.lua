-- How the report's blocks look in HTML; template.html is the page around them.

local source = ...
local html = {}
local SCRIPTS = { "page", "words", "answers", "search", "why", "figures", "start" }
local REVIEW = { "approx-string-match.min", "quotes", "kept", "margin" } -- comments; `comments: false` leaves them out
local captions = {} -- of figures and tables, for the contents
local told = {} -- by claim: whether a sentence of it has been met
local uses, used = {}, 0 -- by row of a data table: the numbers in the text that come from it

local ENTITY = {
  ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;", ["{"] = "&#123;", ["}"] = "&#125;",
}

-- Braces, too: Quarto looks for shortcodes in what is written here.
local function escaped(text)
  return (text:gsub("[&<>\"'{}]", ENTITY))
end

local function raw(text)
  return pandoc.RawBlock("html", text)
end

local function enclosed(before, blocks, after)
  local out = pandoc.Blocks({ raw(before) })
  out:extend(blocks)
  out:insert(raw(after))
  return out
end

local function named(number)
  return number and '<span class="nummer">' .. number .. "</span> " or ""
end

local function anchor(id, name)
  return '<a class="anker" tabindex="-1" href="#' .. id .. '" aria-label="Link naar ' .. escaped(name) .. '">#</a>'
end

-- What is wider than the page scrolls by itself, by keyboard too.
local function scrolling(content, name)
  return '<div class="schuif" role="group" tabindex="0" aria-label="' .. escaped(name) .. '">' .. content .. "</div>"
end

local function table_named(table_, label)
  return (table_:gsub("^%s*<table", function() return "<table " .. label end, 1))
end

local function caption(block)
  captions[#captions + 1] = block
  return '<figcaption><span id="' .. block.id .. '-bijschrift">' .. named(block.number) .. escaped(block.caption) .. "</span>"
    .. anchor(block.id, block.number) .. "</figcaption>"
end

-- A drawing as part of the page; its ids are unique, since they begin with the name of its file.
local function inlined(stem, class, alt)
  local svg = source.read(stem .. ".svg"):gsub("^.-<svg", "", 1)
  return '<svg class="' .. class .. '" aria-label="' .. escaped(alt) .. '"' .. svg
end

local MIME = { png = "image/png", jpg = "image/jpeg", jpeg = "image/jpeg", svg = "image/svg+xml" }

-- A file of one's own goes along in the page, which asks for nothing.
local function embedded(picture, alt)
  local data = pandoc.mediabag.make_data_uri(MIME[picture.file:match("%.(%a+)$"):lower()], source.read(picture.file))
  return '<img src="' .. data .. '" alt="' .. escaped(alt) .. '" style="width: ' .. picture.width .. '">'
end

local function drawing_of(part)
  local picture = part.picture
  return picture.drawn and inlined(picture.drawn, "breed", part.alt) .. inlined(picture.drawn .. "-smal", "smal", part.alt)
    or embedded(picture, part.alt)
end

local function by_name(id)
  return id ~= "" and ' id="' .. id .. '"' or ""
end

local function parts_of(figure)
  local drawings = {}
  for place, part in ipairs(figure.parts) do
    drawings[place] = "<div" .. by_name(part.id) .. ">" .. drawing_of(part) .. "<p>" .. escaped(part.said) .. "</p></div>"
  end
  return '<div class="delen" style="--kolommen: ' .. figure.columns .. '">' .. table.concat(drawings) .. "</div>"
end

function html.figure(figure)
  local drawing = #figure.parts == 1 and drawing_of(figure.parts[1]) or parts_of(figure)
  local class = figure.parts[1].picture.drawn and "figuur" or "prent"
  return raw('<figure class="' .. class .. '" id="' .. figure.id .. '" aria-labelledby="' .. figure.id .. '-bijschrift">'
    .. drawing .. caption(figure) .. "</figure>")
end

function html.table(tbl)
  local label = 'aria-labelledby="' .. tbl.id .. '-bijschrift"'
  return raw('<figure class="tabelfiguur" id="' .. tbl.id .. '" ' .. label .. ">" .. caption(tbl)
    .. scrolling(table_named(tbl.html, label), tbl.number) .. "</figure>")
end

-- How many answers have a theme leads to these answers.
local function to_answers(table_)
  return (table_:gsub('<tr([^>]-) id="cijfers%-([%w_]+)%-themas%-([%w_]+)"(.-)</tr>', function(before, level, theme, cells)
    local linked = cells:gsub("(<td[^>]*>)(%d+)(</td>)", '%1<a href="#thema-' .. level .. "-" .. theme
      .. '" aria-label="%2: naar deze antwoorden">%2</a>%3', 1)
    return "<tr" .. before .. ' id="cijfers-' .. level .. "-themas-" .. theme .. '"' .. linked .. "</tr>"
  end))
end

function html.data(data)
  local title = escaped(data.title)
  local table_ = table_named(to_answers(data.html), 'aria-label="' .. title .. '"')
  local before = '<details class="cijfers"><summary>' .. title .. "</summary>" .. scrolling(table_, data.title)
  return enclosed(before .. '<div class="noot">', data.notes, "</div></details>")
end

-- The first answer with a theme is where a link to the theme leads, if nothing on the page chooses answers by theme.
local met = {}
local function with_places_of_themes(table_)
  return (table_:gsub(' data%-thema="([^"]+)"', function(theme)
    local id = met[theme] and "" or ' id="thema-' .. theme .. '"'
    met[theme] = true
    return id .. ' data-thema="' .. theme .. '"'
  end))
end

local ROLES = { table = "table", thead = "rowgroup", tbody = "rowgroup", tr = "row", th = "columnheader", td = "cell" }

-- On a narrow screen answers stand below each other: every cell names its column, and roles keep it a table.
function html.answers(answers)
  local heads, number = {}, 0
  for id, text in answers.html:gmatch('<th[^>]- id="([^"]+)"[^>]*>(.-)</th>') do
    heads[id], number = text, number + 1
  end
  local table_ = answers.html:gsub("<(%l+)", function(tag) return ROLES[tag] and "<" .. tag .. ' role="' .. ROLES[tag] .. '"' end)
  if number > 1 then
    table_ = table_:gsub('headers="([^"]+)"', function(id) return 'headers="' .. id .. '" data-kop="' .. heads[id] .. '"' end)
  end
  table_ = table_named(with_places_of_themes(table_), 'aria-labelledby="' .. answers.under.id .. '"')
  return raw('<div class="antwoorden">' .. scrolling(table_, answers.under.title) .. "</div>")
end

function html.form(table_, question)
  return raw(scrolling(table_named(table_, 'aria-label="' .. escaped(question) .. '"'), question))
end

function html.register(blocks)
  local paper = '<p class="op-papier">De lijst staat niet op papier, wel in de webversie en in <code>claims.csv</code>.</p>'
  local before = '<details class="verantwoording"><summary>Verantwoording per zin</summary>'
  return enclosed(before, blocks, "</details>" .. paper) -- as many pages as a third of the report
end

function html.heading(heading)
  local tag = "h" .. (heading.level + 1)
  return raw('<div class="kop kop-' .. tag .. '"><' .. tag .. ' id="' .. heading.id .. '">' .. named(heading.number)
    .. escaped(heading.title) .. "</" .. tag .. ">" .. anchor(heading.id, heading.name or heading.title) .. "</div>")
end

function html.lead(block)
  return block
end

function html.choices(div)
  return div
end

-- A page has no sides to turn; what is wider than it scrolls.
function html.landscape(blocks)
  return blocks
end

function html.box(blocks, id)
  return enclosed("<div" .. by_name(id) .. ' class="kader" role="note">', blocks, "</div>")
end

local ICONS = { note = "i", tip = "→", important = "!", warning = "▲", caution = "×" }

function html.callout(callout)
  local icon = callout.icon and '<span class="icoon" aria-hidden="true">' .. ICONS[callout.kind] .. "</span> " or ""
  local class, title = "kader terzijde " .. callout.kind, icon .. escaped(callout.title)
  if callout.folded then
    local before = "<details" .. by_name(callout.id) .. ' class="' .. class .. '"' .. callout.folded .. "><summary>" .. title .. "</summary>"
    return enclosed(before, callout.content, "</details>")
  end
  return enclosed("<div" .. by_name(callout.id) .. ' class="' .. class .. '" role="note"><p class="titel">' .. title .. "</p>", callout.content, "</div>")
end

function html.code(text)
  return raw('<pre class="code" tabindex="0"><code>' .. escaped(text) .. "</code></pre>")
end

function html.cards(div)
  return div
end

-- A sentence knows its claim; the list of claims leads back to where it is told first, not to where it is repeated.
function html.sentence(span)
  local claim = span.attributes.claim
  local id = not span.classes:includes("nogmaals") and not told[claim] and "zin-" .. claim or ""
  told[claim] = told[claim] or id ~= ""
  return pandoc.Span(span.content, pandoc.Attr(id, { "zin" }, { ["data-claim"] = claim }))
end

-- A paragraph of such sentences ends in a way to why they are there.
local function with_reasons(para)
  local first
  para:walk({ Span = function(span) first = first or span.attributes["data-claim"] end })
  if not first then return nil end
  para.content:extend({
    pandoc.Space(),
    pandoc.Link({ pandoc.Str("waarom?") }, "#claim-" .. first, "", pandoc.Attr("", { "waarom" }, { ["aria-label"] = "Waarom staat dit hier?" })),
  })
  return para
end

-- A number leads to the row it comes from, and that row leads back.
function html.value(span, row, place)
  used = used + 1
  local id, list = "getal-" .. used, uses[row] or {}
  if #list == 0 or list[#list].place ~= place then list[#list + 1] = { id = id, place = place } end
  uses[row] = list
  local classes = { "getal" }
  if span.attributes.title:match("gekozen$") then classes[2] = "verzonnen" end -- in a reconstruction
  return pandoc.Link(span.content, "#" .. row, span.attributes.title, pandoc.Attr(id, classes, { ["data-plaats"] = place }))
end

local function places(row)
  local links = {}
  for _, use in ipairs(uses[row] or {}) do
    links[#links + 1] = '<a href="#' .. use.id .. '" aria-label="Terug naar de tekst: ' .. escaped(use.place) .. '">'
      .. escaped(use.place) .. "</a>"
  end
  return table.concat(links, " ")
end

-- Add a column to a data table that says where in the text its rows are used.
local function with_places(details)
  local id = details:match('<table[^>]- id="([^"]+)"')
  local head = details:match("<thead.->(.-)</thead>")
  local _, height = head:gsub("<tr", "")
  local title = '<th class="terug" scope="col" rowspan="' .. height .. '" id="' .. id .. '-tekst">Tekst</th></tr>'
  local found = false
  local body = details:gsub('<tr([^>]-) id="([^"]+)"(.-)</tr>', function(before, row, cells)
    found = found or uses[row]
    return "<tr" .. before .. ' id="' .. row .. '"' .. cells .. '<td class="terug" headers="' .. id .. '-tekst">' .. places(row) .. "</td></tr>"
  end)
  return found and body:gsub("</tr>", title, 1) or details
end

local function contents(headings)
  local lines, open = { "<ol>" }, false
  for _, heading in ipairs(headings) do
    local link = '<a href="#' .. heading.id .. '">' .. named(heading.number) .. escaped(heading.title) .. "</a>"
    if heading.level == 1 then
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

local function captions_list()
  local lines = {}
  for _, block in ipairs(captions) do
    lines[#lines + 1] = '<li><a href="#' .. block.id .. '">' .. named(block.number) .. escaped(block.caption) .. "</a></li>"
  end
  return "<ol>\n" .. table.concat(lines, "\n") .. "\n</ol>"
end

function html.inert(str)
  return str.text:find("[{}]") and pandoc.RawInline("html", escaped(str.text)) or nil
end

function html.page(doc, page)
  doc.blocks = doc.blocks:walk({
    Para = with_reasons,
    RawBlock = function(block)
      if block.text:match('^<details class="cijfers">') then return raw(with_places(block.text)) end
    end,
  })
  local style = source.own("made/fonts/fonts.css") .. source.own("made/tokens.css") .. source.own("report.css")
  local title = pandoc.utils.stringify(doc.meta.pagetitle or doc.meta.title or "")
  doc.meta.venster = pandoc.MetaInlines({ pandoc.RawInline("html", escaped(title)) })
  if #page.headings > 0 then doc.meta.inhoud = pandoc.MetaBlocks({ raw(contents(page.headings)) }) end
  if #captions > 0 then doc.meta.bijschriften = pandoc.MetaBlocks({ raw(captions_list()) }) end
  local logo = source.brand().html
  doc.meta.logo = logo and pandoc.MetaBlocks({ raw(logo) }) or nil
  local scripts = {}
  for _, name in ipairs(SCRIPTS) do scripts[#scripts + 1] = source.own("scripts/" .. name .. ".js") end
  if doc.meta.comments ~= false then
    for _, name in ipairs(REVIEW) do scripts[#scripts + 1] = source.own("review/" .. name .. ".js") end
    style = style .. source.own("review/review.css")
  end
  doc.meta.stijl = pandoc.MetaBlocks({ raw(style .. page.css) })
  if page.head ~= "" then doc.meta.kop = pandoc.MetaBlocks({ raw(page.head) }) end
  doc.meta.script = pandoc.MetaBlocks({ raw(table.concat(scripts, "\n")) })
  local files = io.open("_generated/bestanden.html") -- made where the files stand beside the report
  if files then
    files:close()
    doc.meta.bestanden = pandoc.MetaBlocks({ raw(source.read("_generated/bestanden.html")) })
  end
end

return html
