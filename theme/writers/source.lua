-- Reading what the report is made of: files, tables, and text that goes into markup.

local source = {}

function source.fail(message)
  io.stderr:write("report.qmd: " .. message .. "\n")
  os.exit(83)
end

function source.read(path)
  local file = io.open(path, "rb") or source.fail("file " .. path .. " is missing")
  local text = file:read("a")
  file:close()
  return text
end

-- The HTML of the table that a block holds.
function source.table_in(block)
  local found = nil
  pandoc.walk_block(block, {
    RawBlock = function(el)
      if el.text:match("<table") then found = el.text end
    end,
  })
  return found
end

function source.parsed(html)
  return pandoc.read(html, "html").blocks[1]
end

return source
