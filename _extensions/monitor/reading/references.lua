-- References within the report, by the names and numbers that it gives its parts, and citations of literature.

local source, targets = ...
local references = {}
local places = {} -- of what is cited first: the heading before it

local OURS = { sec = true, fig = true, tbl = true }

local function is_ours(id)
  return OURS[id:lower():match("^(%l+)%-")] == true
end

function references.noted(blocks)
  blocks:walk({
    traverse = "topdown",
    Header = function(header) source.place = header.identifier end,
    Cite = function(cite)
      for _, one in ipairs(cite.citations) do places[one.id] = places[one.id] or source.place end
    end,
  })
end

-- As Quarto has it: words before a name take the place of the word that goes with its number.
local function one(citation)
  local id = citation.id
  local name = id:gsub("^%u", string.lower)
  local target = targets[name]
  source.place = places[id]
  if not target and not is_ours(id) then source.fail("citation @" .. id .. ": _quarto.yml names no bibliography") end
  if not target then source.fail("reference @" .. id .. " leads nowhere") end
  local text = target.text
  if #citation.prefix > 0 or citation.mode == "SuppressAuthor" then
    text = target.number or text
  elseif name ~= id then
    text = text:gsub("^%l", string.upper)
  end
  local out = pandoc.Inlines(citation.prefix)
  if #citation.prefix > 0 then out:insert(pandoc.Str("\u{a0}")) end
  out:insert(pandoc.Link({ pandoc.Str((target.number and text:gsub(" ", "\u{a0}") or text)) }, "#" .. name))
  out:extend(citation.suffix)
  return out
end

local function resolved(cite)
  local out = pandoc.Inlines({})
  for place, citation in ipairs(cite.citations) do
    if place > 1 then out:extend({ pandoc.Str(","), pandoc.Space() }) end
    out:extend(one(citation))
  end
  return out
end

-- Literature, where there is any: pandoc's own citeproc, here, so that both engines do the same.
function references.cited(doc)
  if not doc.meta.bibliography then return doc end
  local placed = false
  doc.blocks:walk({ Div = function(div) placed = placed or div.identifier == "refs" end })
  if not placed then source.fail("a bibliography is named and has no place; write ::: {#refs} and ::: where it comes") end
  local known = {}
  for _, entry in ipairs(pandoc.utils.references(doc)) do known[entry.id] = true end
  doc.blocks:walk({
    Cite = function(cite)
      local ours = is_ours(cite.citations[1].id)
      for _, citation in ipairs(cite.citations) do
        source.place = places[citation.id]
        if is_ours(citation.id) ~= ours then
          local both = "[@" .. cite.citations[1].id .. "; @" .. citation.id .. "]"
          source.fail(both .. " mixes a reference and a citation; write two")
        end
        if not ours and not known[citation.id] then
          source.fail("citation @" .. citation.id .. " is not in " .. pandoc.utils.stringify(doc.meta.bibliography))
        end
      end
    end,
  })
  local kept = {}
  local hidden = doc:walk({
    Cite = function(cite)
      if not is_ours(cite.citations[1].id) then return nil end
      kept[#kept + 1] = cite
      return pandoc.Span({}, pandoc.Attr("verwijzing-" .. #kept))
    end,
  })
  local made = pandoc.utils.citeproc(hidden)
  made.meta.bibliography, made.meta.csl = nil, nil
  made.blocks = made.blocks:walk({
    Cite = function(cite) return cite.content end,
    Span = function(span)
      local number = span.identifier:match("^verwijzing%-(%d+)$")
      return number and kept[tonumber(number)] or nil
    end,
  })
  return made
end

function references.resolved(blocks)
  return blocks:walk({ Cite = resolved })
end

return references
