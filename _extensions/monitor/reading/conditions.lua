-- What is printed where: text with a condition, as Quarto has it, and raw text, which is for one format.

local source, front = ...
local conditions = {}

-- By the names that Quarto gives the formats; `pdf` is what Typst makes of the report.
local FORMATS = { html = "html", ["html:js"] = "html", typst = "typst", pdf = "typst", docx = "docx" }
local here = FORMATS[FORMAT:match("html") or FORMAT]
local VISIBLE, HIDDEN = "content-visible", "content-hidden"
local PAGEBREAK = "page%-break%-after"

local meta

-- `when-meta` names a value of the metadata, or one within: niveaus.student.eerste.
local function of_meta(path)
  local value = meta
  for name in path:gmatch("[^.]+") do
    if type(value) ~= "table" then value = {} end
    value = value[name]
  end
  if type(value) ~= "boolean" then source.fail("condition on " .. path .. ", which is no yes or no of _metadata.yml") end
  return value
end

local function of_format(name)
  if not FORMATS[name] then source.fail("condition on format " .. name .. "; there are html, pdf, typst and docx") end
  return FORMATS[name] == here
end

-- A variant is a profile by its name, however it is asked for; others are named to Quarto.
local function of_profile(name)
  if name == pandoc.utils.stringify(meta.rapport and meta.rapport.map or "") then return true end
  for one in (os.getenv("QUARTO_PROFILE") or ""):gmatch("[^,%s]+") do
    if one == name then return true end
  end
  return false
end

local TESTS = { meta = of_meta, format = of_format, profile = of_profile }

-- Whether the conditions of an element all hold; they are taken off it.
local function holds(el)
  local all, rest = true, {}
  for name, value in pairs(el.attributes) do
    local kind, about = name:match("^(%l+)%-(.+)$")
    if kind == "when" or kind == "unless" then
      if not TESTS[about] then
        local there = "when- and unless-, each with meta, format or profile"
        source.fail("condition " .. name .. " is not known; there are " .. there)
      end
      all = all and TESTS[about](value) == (kind == "when")
    else
      rest[name] = value
    end
  end
  el.attributes = rest
  return all
end

-- A comment, a table of a notebook and a page break are for every format, however they are written.
local function is_ours(el)
  if el.format ~= "html" then return false end
  return source.is_remark(el) or el.t == "RawBlock" and (el.text:match("<table") or el.text:match(PAGEBREAK))
end

local RAW = { html = "html", typst = "typst", openxml = "docx" }

-- HTML that stands in the text as such would be missing in the other formats, and nobody had said so.
local function raw(el, guarded)
  if is_ours(el) then return nil end
  local text = el.text:sub(1, 60)
  if not RAW[el.format] then
    source.fail("raw " .. el.format .. " is not supported: " .. text .. "; there are typst, for the PDF, openxml and html")
  end
  if el.format == "html" and not guarded then
    source.fail("raw html is not supported: " .. text .. '; say that it is for the page only, with when-format="html"')
  end
  if RAW[el.format] ~= here then return {} end
  if el.format == "html" then front.refuse_addresses("raw html", el.text, { "src", "srcset" }) end
end

local function resolved(content, guarded)
  local function judged(el)
    local visible, hidden = el.classes:includes(VISIBLE), el.classes:includes(HIDDEN)
    if not (visible or hidden) then return nil end
    local format = el.attributes["when-format"]
    if holds(el) == hidden then return {}, false end
    el.classes = el.classes:filter(function(class) return class ~= VISIBLE and class ~= HIDDEN end)
    if el.t == "CodeBlock" then return el, false end
    local inner = resolved(el.content, guarded or format ~= nil and visible)
    if el.identifier == "" and #el.classes == 0 and #el.attributes == 0 then return inner, false end
    el.content = inner
    return el, false
  end
  return content:walk({
    traverse = "topdown",
    Header = function(header)
      source.place = header.identifier
    end,
    Div = judged,
    Span = judged,
    CodeBlock = judged,
    RawBlock = function(el) return raw(el, guarded) end,
    RawInline = function(el) return raw(el, guarded) end,
  })
end

-- Keep what applies of the whole text.
function conditions.kept(blocks, of_document)
  meta = of_document
  return resolved(blocks, false)
end

return conditions
