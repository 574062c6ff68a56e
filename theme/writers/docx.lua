-- How the report's blocks look in Word.

local source = dofile("theme/writers/source.lua")
local docx = {}

local function plain_table(html)
  local tbl = source.parsed(html)
  tbl.attr = pandoc.Attr()
  return tbl
end

local function caption(text)
  return pandoc.Div({ pandoc.Para({ pandoc.Str(text) }) }, pandoc.Attr("", {}, { ["custom-style"] = "Caption" }))
end

function docx.figure(figure)
  local image = figure.image
  image.src = image.src .. ".png"
  image.caption = { pandoc.Str(figure.alt) }
  image.attributes = { width = "16cm" }
  image.classes = {}
  image.title = ""
  return { pandoc.Plain({ image }), caption(figure.number .. "  " .. figure.caption) }
end

function docx.table(tbl)
  return { caption(tbl.number .. "  " .. tbl.caption), plain_table(tbl.html) }
end

function docx.data(data)
  local blocks = pandoc.Blocks({ caption(data.title), plain_table(data.html) })
  blocks:extend(data.notes)
  return blocks
end

function docx.answers(answers)
  return plain_table(answers.html)
end

docx.form = plain_table

function docx.register()
  return {}
end

function docx.heading(heading)
  local header = heading.header
  if heading.number then header.content:insert(1, pandoc.Str(heading.number .. "  ")) end
  header.classes = {}
  return header
end

function docx.lead(block)
  return block
end

function docx.box(blocks)
  return pandoc.BlockQuote(blocks)
end

function docx.value(span)
  return span.content
end

function docx.page() end

return docx
