-- What the front matter of the text sets. It is read from the text itself, for Quarto keeps some of it to itself.

local source = ...

local function meta_of(reader)
  local file = quarto and quarto.doc.input_file or PANDOC_STATE.input_files[1]
  local text = file == "-" and "" or source.read(file):gsub("\r", "")  -- what is piped in has none
  local yaml = text:match("^%-%-%-\n(.-\n)%-%-%-\n")
  return yaml and pandoc.read("---\n" .. yaml .. "---\n", reader).meta or {}
end

local said, as_typed = meta_of("markdown"), meta_of("markdown-smart")

local function each(value)
  if value == nil then return pandoc.List({}) end
  return pandoc.utils.type(value) == "List" and value or pandoc.List({ value })
end

-- The page is one file that asks for nothing: what it refers to has to be in it.
local function refuse_address(file, address)
  if not address:match("^data:") and not address:match("^#") then
    source.fail(file .. " asks for " .. address .. "; the page is one file that asks for nothing")
  end
end

local function refuse_addresses(what, text, names)
  if text:match("@import") then refuse_address(what, "@import") end
  for address in text:gmatch("url%(%s*[\"']?([^\"')%s]+)") do refuse_address(what, address) end
  for _, name in ipairs(names) do
    for address in text:gmatch("%s" .. name .. "%s*=%s*[\"']?([^\"'%s>]+)") do refuse_address(what, address) end
  end
end

local function texts(key)
  local found = each(as_typed[key]):map(function(value)
    local file = pandoc.utils.stringify(value)
    local text = source.read(file)
    refuse_addresses(file, text, { "src", "href" })
    return text
  end)
  return table.concat(found, "\n")
end

return {
  title = said.title, subtitle = said.subtitle, authors = each(said.author), abstract = said.abstract,
  toc = said.toc ~= false, css = texts("css"), head = texts("include-in-header"),
  refuse_addresses = refuse_addresses,
}
