-- Reading what the report is made of: files and tables; and the one way to stop.

local here = ...
local source = { place = nil }
local text = quarto and pandoc.path.filename(quarto.doc.input_file) or "report.qmd"

-- Stop, with the last heading before what is wrong.
function source.fail(message)
  local place = source.place and " after #" .. source.place or ""
  io.stderr:write(text .. place .. ": " .. message .. "\n")
  os.exit(83)
end

function source.read(path)
  local file = io.open(path, "rb") or source.fail("file " .. path .. " is missing")
  local text = file:read("a")
  file:close()
  return text
end

-- A file of the theme.
function source.own(path)
  return source.read(pandoc.path.join({ here, path }))
end

-- What is made of the brand file for all formats: its name and its logo.
function source.brand()
  return pandoc.json.decode(source.own("made/brand.json"), false)
end

-- A file of the theme, named from where the text is.
function source.named(path)
  return pandoc.path.make_relative(pandoc.path.join({ here, path }), pandoc.system.get_working_directory())
end

-- A remark to those who edit, and nothing else.
function source.is_remark(el)
  return el.t:match("^Raw") and el.format == "html" and el.text:match("^%s*<!%-%-.-%-%->%s*$") ~= nil
end

-- The HTML of the table that a block holds; `typed` gives that of one that was typed out.
function source.table_in(block, typed)
  local found = nil
  pandoc.walk_block(block, {
    RawBlock = function(el)
      if el.text:match("<table") then found = el.text end
    end,
    Table = function(tbl) found = typed(tbl) end,
  })
  return found
end

-- A row in another language says so of its texts: writers know the language of text, not that of a row.
local function in_language(row)
  local lang = row.attributes.lang
  if not lang then return row end
  row.cells = row.cells:map(function(cell)
    cell.contents = cell.contents:walk({
      Plain = function(plain) return pandoc.Plain({ pandoc.Span(plain.content, { lang = lang }) }) end,
    })
    return cell
  end)
  return row
end

-- What a table says of its cells to a browser only; to read it takes longer than to read the table.
local UNREAD = { ' class="[^"]*"', ' headers="[^"]*"', ' id="[^"]*"', ' scope="[^"]*"' }

local function without_unread(tag, attributes)
  for _, one in ipairs(UNREAD) do attributes = attributes:gsub(one, "") end
  return "<" .. tag .. attributes .. ">"
end

function source.parsed(html)
  local tbl = pandoc.read(html:gsub("<(t[dhr])(%s[^>]*)>", without_unread), "html").blocks[1]
  tbl.bodies = tbl.bodies:map(function(body)
    body.body = body.body:map(in_language)
    return body
  end)
  return tbl
end

return source
