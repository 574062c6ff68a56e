-- What may be written, and what to do instead of what may not: whatever no writer knows is refused by name.

local source, css = ...
local vocabulary = {}

local function set(text)
  local found = {}
  for name in text:gmatch("%S+") do found[name] = true end
  return found
end

local BLOCKS = set("kader keuzes kaarten antwoorden cijfers verantwoording section references landscape")
local WORDS = set("getal zin nogmaals underline smallcaps mark")
local INSTEAD = {
  ["panel-tabset"] = "tabs hide text from print; give each part a heading",
  incremental = "there are no slides",
  notes = "there are no slides",
  hidden = "write .content-hidden",
}
local HEADING = set("unnumbered unlisted bijlage")
local BLOCK_ATTRIBUTES = set("lang")
local MORE = { cijfers = set("fig titel"), callout = set("title collapse icon appearance"),
  figuur = set("layout-ncol") } -- by class
local WORD_ATTRIBUTES = set("bron title claim lang")
local PICTURE_ATTRIBUTES = set("fig-alt width")

local styles = source.own("report.css") .. css

-- A class of one's own is one that the style sheet knows.
local function own(class)
  return styles:find("%." .. class:gsub("%p", "%%%0") .. "%f[^%w_-]") ~= nil
end

local function refuse_class(kind, class)
  local instead = INSTEAD[class]
  if not instead and class:match("^column%-") then instead = "the text has one column" end
  if not instead and class:match("^panel%-") then instead = "write it one below the other" end
  instead = instead or "a class of your own stands in _extensions/monitor/report.css"
  source.fail(kind .. " ." .. class .. " is not supported; " .. instead)
end

local function attributes(el, known, what)
  for name in pairs(el.attributes) do
    if not known[name] then source.fail(what .. ": " .. name .. " is not supported") end
  end
end

-- The classes that Quarto puts around embedded cells.
local function is_wrapper(div)
  for _, class in ipairs(div.classes) do
    if class:match("^quarto%-embed") or class:match("^cell") then return true end
  end
end

local CROSSED = { nte = "callout", tip = "callout", wrn = "callout", imp = "callout", cau = "callout", lst = "listing",
  eq = "equation", thm = "theorem", lem = "lemma", cor = "corollary", prp = "proposition", cnj = "conjecture",
  def = "definition", exm = "example", exr = "exercise", sol = "solution", rem = "remark", alg = "algorithm" }

local function refuse_number(id)
  local kind = CROSSED[id:match("^(%l+)%-") or ""]
  if kind then source.fail("#" .. id .. " (" .. kind .. ") cannot be numbered; there are sec-, fig- and tbl-") end
end

local walked

local function block(div)
  if is_wrapper(div) then return walked(div.content), false end
  refuse_number(div.identifier)
  for _, class in ipairs(div.classes) do
    if not (BLOCKS[class] or class:match("^callout%-%l+$") or class:match("^section") or own(class)) then
      refuse_class("block", class)
    end
  end
  local class = div.classes[1]
  local kind = div.identifier:match("^fig%-") and "figuur" or class
  local known = kind and MORE[kind:match("^callout") or kind] or BLOCK_ATTRIBUTES
  attributes(div, known, "block" .. (class and " ." .. class or ""))
end

local function words(span)
  for _, class in ipairs(span.classes) do
    if not (WORDS[class] or own(class)) then refuse_class("text", class) end
  end
  attributes(span, WORD_ATTRIBUTES, "text")
end

local function code_block(code)
  refuse_number(code.identifier)
  attributes(code, {}, "code")
end

local function code(inline)
  local language = inline.text:match("^{(%w+)}") or inline.text:match("^(r) ")
  if language then
    local instead = "compute it in a notebook, or take a number by name"
    source.fail("code in a sentence is not executed: `" .. inline.text .. "`; " .. instead)
  end
end

-- Pandoc leaves an equation's name behind it as text.
local function inlines(list)
  for place, one in ipairs(list) do
    local name = one.t == "Str" and one.text:match("^{#([%w-]+)}?")
    if name and place > 1 then refuse_number(name) end
  end
end

local PLAIN = set("Str Space SoftBreak Quoted Span")
local NAMES = {
  Note = "a footnote", Link = "a link", Image = "a picture", Cite = "a reference", Math = "math", Code = "code",
  RawInline = "raw text", LineBreak = "a line break",
}

-- Words only, for headings and captions are repeated in lists, where nothing else would be right.
function vocabulary.plain(list, where)
  for _, one in ipairs(pandoc.Inlines(list)) do
    if one.t == "RawInline" and one.text:match("^<!%-%-") then
      -- a remark to those who edit
    elseif not PLAIN[one.t] then
      source.fail(where .. " holds " .. (NAMES[one.t] or "markup (" .. one.t .. ")") .. "; it takes words only")
    elseif one.content then
      vocabulary.plain(one.content, where)
    end
  end
  return pandoc.utils.stringify(list)
end

function vocabulary.picture(image)
  attributes(image, PICTURE_ATTRIBUTES, "picture " .. image.src)
  if image.classes[1] then source.fail("picture " .. image.src .. ": ." .. image.classes[1] .. " is not supported") end
end

local equations

local function at(header)
  source.place = header.identifier
end

local CHECKS = {
  traverse = "topdown",
  Header = function(header)
    at(header)
    refuse_number(header.identifier)
    for _, class in ipairs(header.classes) do
      if not HEADING[class] then refuse_class("heading", class) end
    end
    attributes(header, {}, "heading")
  end,
  Div = block,
  Span = words,
  CodeBlock = code_block,
  Table = function(tbl) attributes(tbl, {}, "table") end,
  Code = code,
  Math = function() equations = true end,
}

function walked(blocks)
  return blocks:walk(CHECKS)
end

-- Refuse what no writer knows, and take off the wrappers that Quarto puts around embedded cells.
function vocabulary.checked(blocks)
  equations = false
  local seen = walked(blocks)
  if equations then -- to hand every line of a report to Lua takes long
    seen:walk({ traverse = "topdown", Header = at, Inlines = inlines })
  end
  return seen
end

return vocabulary
