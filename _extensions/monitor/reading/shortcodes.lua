-- Shortcodes that Quarto leaves for later, filled in here: headings and captions are written before it would.

local source = ...
local shortcodes = {}

local variables -- read when one is asked for

local function of_file()
  variables = variables or pandoc.read("---\n" .. source.read("_variables.yml") .. "\n---\n", "markdown").meta
  return variables
end

local function named(values, path)
  for name in path:gmatch("[^.]+") do
    values = type(values) == "table" and values[name]
  end
  if not values then source.fail("{{< … " .. path .. " >}} does not exist") end
  return pandoc.utils.type(values) == "Inlines" and values or { pandoc.Str(pandoc.utils.stringify(values)) }
end

local PAGEBREAK = {
  html = { "html", '<div style="page-break-after: always;"></div>' },
  typst = { "typst", "#pagebreak()" },
  docx = { "openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' },
}

local function words(span)
  if not span.classes:includes("quarto-shortcode__") then return nil end
  local given = span.content:filter(function(one) return one.t == "Span" end)
    :map(function(one) return one.attributes["data-value"] or "" end)
  return given
end

function shortcodes.resolved(blocks, meta)
  if not quarto then return blocks end -- the built-in engine has filled them in
  local function paragraph(para)
    local only = #para.content == 1 and para.content[1].t == "Span" and words(para.content[1])
    if only and only[1] == "pagebreak" then
      local format, text = table.unpack(PAGEBREAK[FORMAT:match("html") or FORMAT])
      return pandoc.RawBlock(format, text)
    end
  end
  local function span(one)
    local given = words(one)
    if not given then return nil end
    if given[1] == "var" then return named(of_file(), given[2]) end
    if given[1] == "meta" then return named(meta, given[2]) end
  end
  return blocks:walk({ Para = paragraph }):walk({ Span = span })
end

return shortcodes
