-- Blocks that authors write as Quarto's guide shows them: pictures, tables typed out, callouts.

local source, vocabulary, writer = ...
local authored = {}

local PICTURES = { png = true, jpg = true, jpeg = true, svg = true }
local CALLOUTS = {
  note = "Opmerking", tip = "Tip", important = "Belangrijk", warning = "Waarschuwing", caution = "Opgelet",
}

-- An image that is a paragraph of its own; pandoc moves its name and its caption to the figure that it puts around it.
function authored.image_alone(block)
  if block.t == "Figure" then
    local image = block.content[1].content[1]
    image.identifier, image.caption = block.identifier, block.caption.long[1] and block.caption.long[1].content or {}
    for key, value in pairs(block.attributes) do image.attributes[key] = value end
    return image
  end
  if block.t == "Para" and #block.content == 1 and block.content[1].t == "Image" then return block.content[1] end
end

-- What a picture is: drawn in a notebook, in two widths and for Word, or a file of one's own.
function authored.picture(image)
  local stem = image.src:gsub("%.%a+$", "") -- Quarto adds an extension; each format here takes its own
  vocabulary.picture(image)
  if stem:match("^figures/") then return { name = stem, drawn = stem } end
  local kind, width = image.src:match("%.(%a+)$"), image.attributes.width or "100%"
  local function refuse(why) source.fail("picture " .. image.src .. why) end
  if not image.src:match("^images/") then refuse(" is not in images/, where pictures of your own stand") end
  if not PICTURES[(kind or ""):lower()] then refuse(" is no png, jpg or svg") end
  if not width:match("^%d+%%$") then refuse(": width=" .. width .. " is no percentage") end
  source.read(image.src)
  return { name = stem, file = image.src, width = width }
end

local MOST = 4 -- pictures side by side

-- The pictures and the caption of a block named #fig-…, and how many stand side by side.
function authored.pictured(div)
  local found, caption = pandoc.List({}), nil
  for _, block in ipairs(div.content) do
    local image = authored.image_alone(block)
    if image then
      found:insert(image)
    elseif (block.t == "Para" or block.t == "Plain") and not caption then
      caption = block.content
    elseif not source.is_remark(block) then
      source.fail("figure " .. div.identifier .. " holds more than its pictures and a caption; write it before or after")
    end
  end
  if #found == 0 then source.fail("figure " .. div.identifier .. " holds no picture") end
  local columns = div.attributes["layout-ncol"] or "1"
  if not columns:match("^%d$") or tonumber(columns) < 1 or tonumber(columns) > MOST then
    source.fail("figure " .. div.identifier .. ": layout-ncol=" .. columns .. " is no number from 1 to " .. MOST)
  end
  return found, caption, tonumber(columns)
end

local function in_margin(el)
  local classes = el.classes
  return classes:includes("aside") or classes:includes("column-margin")
end

-- What stands in the margin is a note: the text has one column, and paper no room beside it.
local function notes_in_line(inlines)
  if not inlines:find_if(function(one) return one.t == "Span" and in_margin(one) end) then return nil end
  local out = pandoc.Inlines({})
  for _, one in ipairs(inlines) do
    if one.t == "Span" and in_margin(one) then
      local before = out[#out] and out[#out].t
      if before == "Space" or before == "SoftBreak" then out:remove() end
      out:insert(pandoc.Note({ pandoc.Para(one.content) }))
    else
      out:insert(one)
    end
  end
  return out
end

local function notes_in_blocks(blocks)
  local out = pandoc.Blocks({})
  for _, one in ipairs(blocks) do
    if one.t == "Header" then source.place = one.identifier end
    if one.t == "Div" and in_margin(one) then
      local before = out[#out]
      if not before or before.t ~= "Para" then source.fail("a note in the margin follows no paragraph") end
      before.content:insert(pandoc.Note(one.content))
      out[#out] = before
    else
      out:insert(one)
    end
  end
  return out
end

function authored.with_notes(blocks)
  local any = false
  local function seen(el) any = any or in_margin(el) end
  blocks:walk({ Div = seen, Span = seen })
  if not any then return blocks end -- to hand every line of a report to Lua takes a fifth of a second
  return blocks:walk({ traverse = "topdown", Blocks = notes_in_blocks, Inlines = notes_in_line })
end

-- The name and the caption of a table; Quarto's reader leaves the name at the end of the caption.
function authored.named(tbl)
  local id, long = tbl.identifier, tbl.caption.long
  local words = long[1] and long[1].content or pandoc.Inlines({})
  for place, word in ipairs(words) do
    local name, rest = (word.text or ""):match("^{#(tbl%-[%w_-]+)(}?)$")
    if name and rest == "" then
      local more = pandoc.utils.stringify({ table.unpack(words, place + 2) })
      source.fail("table #" .. name .. ": " .. more .. " is not supported")
    end
    if name then
      id = name
      for _ = place, #words do words:remove() end
      if words[#words] and words[#words].t == "Space" then words:remove() end
      break
    end
  end
  return id, words
end

local function refuse_in_table(what)
  return function() source.fail("a table holds " .. what .. "; it takes text only") end
end

local TEXT_ONLY = {
  Note = refuse_in_table("a footnote"), Cite = refuse_in_table("a reference"), Image = refuse_in_table("a picture"),
}

-- A table that was typed out, as HTML like that of the notebooks.
function authored.table(tbl)
  tbl:walk(TEXT_ONLY)
  tbl.caption, tbl.attr = { long = {} }, pandoc.Attr()
  local html = pandoc.write(pandoc.Pandoc({ tbl }), "html", { html_math_method = "mathml", wrap_text = "wrap-none" })
  html = html:gsub("<colgroup>.-</colgroup>%s*", ""):gsub('<tr class="[a-z]+"', "<tr"):gsub('(<table) style="[^"]*"', "%1")
  return (html:gsub("<th([ >])", '<th scope="col"%1'))
end

function authored.kind_of_callout(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%l+)$")
    if kind then
      if not CALLOUTS[kind] then
        local there = "callout-note, -tip, -important, -warning and -caution"
        source.fail("block ." .. class .. " is not supported; there are " .. there)
      end
      return kind
    end
  end
end

local function choice(div, name, default, allowed)
  local value = div.attributes[name] or default
  if not allowed[value] then source.fail("callout: " .. name .. "=" .. value .. " is not supported") end
  return value
end

-- A callout with its title: its own, its first heading or the word for its kind.
function authored.callout(div, kind, build)
  local title, content = div.attributes.title, div.content
  if not title and content[1] and content[1].t == "Header" then
    title = vocabulary.plain(content[1].content, "the heading of a callout")
    content:remove(1)
  end
  choice(div, "appearance", "default", { default = true })
  local collapse = choice(div, "collapse", "", { [""] = true, ["true"] = true, ["false"] = true })
  local icon = choice(div, "icon", "true", { ["true"] = true, ["false"] = true })
  return {
    id = div.identifier, kind = kind, title = title or CALLOUTS[kind], icon = icon == "true",
    folded = collapse ~= "" and (collapse == "true" and "" or " open") or nil, content = build(content),
  }
end

return authored
