-- How the report's blocks look in Typst; theme/template.typ defines what is called here.

local source = dofile("theme/writers/source.lua")
local typst = {}

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("%s+", " ") .. '"'
end

local function raw(text)
  return pandoc.RawBlock("typst", text)
end

local function markup(blocks)
  return (pandoc.write(pandoc.Pandoc(blocks), "typst"):gsub("%s+$", ""))
end

local ALIGN = { AlignLeft = "left", AlignRight = "right", AlignCenter = "center" }

local function cell_of(cell, head)
  local options = {}
  if cell.col_span > 1 then table.insert(options, "colspan: " .. cell.col_span) end
  if cell.row_span > 1 then table.insert(options, "rowspan: " .. cell.row_span) end
  if ALIGN[cell.alignment] then table.insert(options, "align: " .. ALIGN[cell.alignment]) end
  local text = markup(cell.contents)
  if head and text ~= "" then text = "#strong[" .. text .. "]" end
  local inner = "[" .. text .. "]"
  return #options > 0 and "table.cell(" .. table.concat(options, ", ") .. ")" .. inner or inner
end

-- Write a table with heads that repeat on every page. `kind` says how its columns share the width.
local function table_of(html, kind)
  local tbl = source.parsed(html)
  local lines = {}
  local function row_of(row, head)
    local cells = {}
    for _, cell in ipairs(row.cells) do table.insert(cells, cell_of(cell, head)) end
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
  for place = 1, #tbl.colspecs do
    local flexible = kind == "antwoorden" or place == 1
    table.insert(columns, flexible and "1fr" or "auto")
  end
  return "#" .. kind .. "-tabel(columns: (" .. table.concat(columns, ", ") .. ",), heads: " .. #heads .. ", "
    .. table.concat(lines, ",\n  ") .. ")"
end

function typst.figure(figure)
  return raw("#figuur(" .. quoted(figure.number) .. ", " .. quoted(figure.caption) .. ", image("
    .. quoted(figure.image.src .. ".svg") .. ", width: 100%, alt: " .. quoted(figure.alt) .. ")) <" .. figure.id .. ">")
end

function typst.table(tbl)
  return raw("#tabel(" .. quoted(tbl.number) .. ", " .. quoted(tbl.caption) .. ", [" .. table_of(tbl.html, "gewone") .. "]) <"
    .. tbl.id .. ">")
end

function typst.data(data)
  return raw("#cijfers(" .. quoted(data.title) .. ", [" .. table_of(data.html, "cijfers") .. "], [" .. markup(data.notes) .. "])")
end

function typst.answers(answers)
  return raw(table_of(answers.html, "antwoorden"))
end

function typst.form(html)
  return raw(table_of(html, "formulier"))
end

function typst.register()
  return {}
end

function typst.heading(heading)
  local mark = heading.number and "#nummer(" .. quoted(heading.number) .. ")" or ""
  local listed = tostring(heading.listed)
  return raw("#heading(level: " .. heading.level .. ", outlined: " .. listed .. ", bookmarked: " .. listed .. ")[" .. mark
    .. "#" .. quoted(heading.title) .. "] <" .. heading.id .. ">")
end

function typst.lead(block)
  return raw("#kop[" .. markup({ block }) .. "]")
end

function typst.box(blocks)
  local out = pandoc.Blocks({ raw("#kader[") })
  out:extend(blocks)
  out:insert(raw("]"))
  return out
end

function typst.value(span)
  return span.content
end

function typst.page(doc)
  doc.meta.tokens = pandoc.MetaBlocks({ raw(source.read("_generated/tokens.typ")) })
end

return typst
