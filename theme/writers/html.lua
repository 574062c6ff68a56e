-- How the report's blocks look in HTML; theme/template.html is the page around them.

local source = dofile("theme/writers/source.lua")
local html = {}

local function escaped(text)
  return (text:gsub("[&<>\"']", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }))
end

local function raw(text)
  return pandoc.RawBlock("html", text)
end

local function region(table_, name)
  return '<div class="tabel" role="region" tabindex="0" aria-label="' .. escaped(name) .. '">' .. table_ .. "</div>"
end

local function anchor(id, name)
  return '<a class="anker" href="#' .. id .. '" aria-label="Verwijzing naar ' .. escaped(name) .. '">#</a>'
end

local function caption(block)
  return '<figcaption><span class="nummer">' .. block.number .. "</span> " .. escaped(block.caption) .. " "
    .. anchor(block.id, block.number) .. "</figcaption>"
end

local function inlined(stem, id, alt)
  local svg = source.read(stem .. ".svg"):gsub("^.-<svg", "<svg", 1):gsub("<metadata>.-</metadata>", "")
  svg = svg:gsub(' id="([^"]+)"', ' id="' .. id .. '-%1"'):gsub("url%(#", "url(#" .. id .. "-"):gsub('href="#', 'href="#' .. id .. "-")
  svg = svg:gsub(' width="[^"]+pt"', "", 1):gsub(' height="[^"]+pt"', "", 1)
  return '<svg role="img" aria-label="' .. escaped(alt) .. '"' .. svg:sub(5)
end

function html.figure(figure)
  return raw('<figure class="figuur" id="' .. figure.id .. '">' .. inlined(figure.image.src, figure.id, figure.alt)
    .. caption(figure) .. "</figure>")
end

function html.table(tbl)
  return raw('<figure class="tabelfiguur" id="' .. tbl.id .. '">' .. caption(tbl) .. region(tbl.html, tbl.number) .. "</figure>")
end

function html.data(data)
  local blocks = pandoc.Blocks({
    raw('<details class="cijfers"><summary>' .. data.title .. "</summary>" .. region(data.html, data.title) .. '<div class="noot">'),
  })
  blocks:extend(data.notes)
  blocks:insert(raw("</div></details>"))
  return blocks
end

function html.answers(answers)
  local name = answers.html:match("antwoorden%-%d+") and "Open antwoorden" or "Opmerkingen"
  return raw('<div class="antwoorden">' .. region(answers.html, name) .. "</div>")
end

function html.form(table_)
  return raw(region(table_, "Antwoordmogelijkheden"))
end

function html.register(table_)
  return raw('<details class="verantwoording"><summary>Verantwoording per zin</summary>' .. region(table_, "Verantwoording per zin")
    .. "</details>")
end

function html.heading(heading)
  local tag = "h" .. (heading.level + 1)
  local mark = heading.number and '<span class="nummer">' .. heading.number .. "</span> " or ""
  local class = heading.level == 1 and (heading.appendix and ' class="bijlage"' or ' class="hoofdstuk"') or ""
  return raw("<" .. tag .. ' id="' .. heading.id .. '"' .. class .. ">" .. mark .. escaped(heading.title) .. " "
    .. anchor(heading.id, heading.title) .. "</" .. tag .. ">")
end

function html.lead(block)
  return block
end

function html.box(blocks)
  local out = pandoc.Blocks({ raw('<aside class="kader">') })
  out:extend(blocks)
  out:insert(raw("</aside>"))
  return out
end

function html.value(span)
  local row = "#cijfers-" .. span.attributes.bron
  return pandoc.Link(span.content, row, span.attributes.title, pandoc.Attr("", { "getal" }))
end

local function contents(headings)
  local lines, open = { "<ol>" }, false
  for _, heading in ipairs(headings) do
    local mark = heading.number and '<span class="nummer">' .. heading.number .. "</span> " or ""
    local link = '<a href="#' .. heading.id .. '">' .. mark .. escaped(heading.title) .. "</a>"
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

function html.page(doc, headings)
  local style = source.read("fonts/fonts.css") .. source.read("_generated/tokens.css") .. source.read("theme/report.css")
  doc.meta.inhoud = pandoc.MetaBlocks({ raw(contents(headings)) })
  doc.meta.stijl = pandoc.MetaBlocks({ raw(style) })
  doc.meta.script = pandoc.MetaBlocks({ raw(source.read("theme/report.js")) })
end

return html
