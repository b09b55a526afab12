-- Reads catalogue.md, as pandoc has parsed it, and writes the calls that catalogue.pandoc.typ sets as the official table.
-- Every text becomes a Typst string, in which nothing but the backslash and the quotation mark means anything: no text
-- can become markup. For any other output format the filter does nothing, and pandoc sets the lists as they stand.

local RECALLED = '※'
local BETWEEN = '\u{3000}'
local TICK, NO_TICK = '√', '—'

-- Marks of emphasis (English beside Chinese) and of links in flat text; the writer lets no control character through.
local EN, EN_END, LINK, LINK_TEXT, LINK_END = '\1', '\2', '\3', '\4', '\5'

local function quoted(text)
  return '"' .. text:gsub('[\\"]', '\\%0'):gsub('%c', ' ') .. '"'
end

local function tuple(items)
  return '(' .. table.concat(items, ', ') .. (#items == 1 and ',)' or ')')
end

local function starts(text, prefix)
  return text:sub(1, #prefix) == prefix
end

-- Inlines as one string: a line break is a newline, emphasis and links stand between control characters.
local function flat(inlines)
  local out = {}
  for _, inline in ipairs(inlines) do
    if inline.t == 'Str' then
      out[#out + 1] = inline.text
    elseif inline.t == 'Space' or inline.t == 'SoftBreak' then
      out[#out + 1] = ' '
    elseif inline.t == 'LineBreak' then
      out[#out + 1] = '\n'
    elseif inline.t == 'Emph' then
      out[#out + 1] = EN .. flat(inline.content) .. EN_END
    elseif inline.t == 'Link' then
      out[#out + 1] = LINK .. inline.target .. LINK_TEXT .. flat(inline.content) .. LINK_END
    else
      out[#out + 1] = pandoc.utils.stringify(inline)
    end
  end
  return table.concat(out)
end

local function trim(text)
  return (text:gsub('^%s+', ''):gsub('%s+$', ''))
end

-- One run of flat text as a Typst value: a string, or `web(address, string)`.
local function run(text)
  local address, label = text:match(LINK .. '(.-)' .. LINK_TEXT .. '(.-)' .. LINK_END)
  if address then
    return 'web(' .. quoted(address) .. ', ' .. quoted(label) .. ')'
  end
  return quoted(text)
end

-- Flat text as the Typst array of its lines; English beside Chinese is a line of its own, `en(string)`.
local function cell(text)
  local lines = {}
  for line in (text .. '\n'):gmatch('(.-)\n') do
    local rest = line
    while rest ~= '' do
      local before, english, after = rest:match('^(.-)' .. EN .. '(.-)' .. EN_END .. '(.*)$')
      local first = trim(before or rest)
      if first ~= '' then
        lines[#lines + 1] = run(first)
      end
      if english then
        lines[#lines + 1] = 'en(' .. quoted(trim(english)) .. ')'
      end
      rest = after or ''
    end
  end
  return tuple(lines)
end

local function split(text, separator)
  local parts, from = {}, 1
  while true do
    local at, to = text:find(separator, from, true)
    parts[#parts + 1] = text:sub(from, (at or 0) - 1)
    if not at then
      return parts
    end
    from = to + 1
  end
end

-- Blocks of a list entry as flat text; further blocks after the first are lines of it.
local function text_of(blocks)
  local lines = {}
  for _, block in ipairs(blocks) do
    if block.content and block.t ~= 'BulletList' then
      lines[#lines + 1] = flat(block.content)
    end
  end
  return table.concat(lines, '\n')
end

local function entries(items)
  local out = {}
  for _, item in ipairs(items) do
    out[#out + 1] = cell(text_of(item))
  end
  return tuple(out)
end

-- What follows a label, without the one colon after it.
local function after_colon(text)
  return trim(text:match('^：(.*)$') or text:match('^:(.*)$') or text)
end

local function value(inlines)
  return after_colon(flat(inlines))
end

-- "09-01 title": the number up to the first space, and the rest.
local function numbered(inlines)
  local number, rest = flat(inlines):match('^(%S*)%s*(.*)$')
  return number, rest
end

-- The words of the form, from the defaults file: key → lines, and the other way round.
local labels, field_of, tick_labels = {}, {}, {}

local function words(value)
  local lines = {}
  for _, line in ipairs(value) do
    lines[#lines + 1] = pandoc.utils.stringify(line)
  end
  return lines
end

local function bilingual(lines)
  return lines[2] and lines[1] .. ' ' .. EN .. lines[2] .. EN_END or lines[1]
end

local function read_labels(meta)
  assert(meta.labels, 'the labels are missing: run pandoc with "-d catalogue.pandoc.yaml"')
  for key, value in pairs(meta.labels) do
    labels[key] = words(value)
    field_of[table.concat(labels[key], ' ')] = key
  end
  for _, label in pairs(meta.ticks) do
    tick_labels[#tick_labels + 1] = bilingual(words(label))
  end
  table.sort(tick_labels, function(a, b)
    return #a > #b or #a == #b and a < b
  end)
end

-- "√ 特定群体：农民": the mark, the label of the column, and the groups.
local function tick(text)
  local unknown = bilingual(labels.unknown)
  for _, known in ipairs({ { TICK, 'true' }, { NO_TICK, 'false' }, { unknown, 'none' } }) do
    local mark, value = known[1] .. ' ', known[2]
    if starts(text, mark) then
      local rest = text:sub(#mark + 1)
      for _, label in ipairs(tick_labels) do
        if starts(rest, label) then
          local groups = after_colon(rest:sub(#label + 1))
          return string.format('(label: %s, tick: %s, groups: %s)', cell(label), value, cell(groups))
        end
      end
    end
  end
  error('not a tick of the form: ' .. text)
end

local function ticks(text)
  local out = {}
  for _, part in ipairs(split(text, BETWEEN)) do
    out[#out + 1] = tick(trim(part))
  end
  return tuple(out)
end

-- "rule \n ■ one　□ two": the rule, if there is one, and the boxes, each (ticked, label).
local function channels(text)
  local rule, boxes = text:match('^(.*)\n(.-)$')
  if not rule then
    rule, boxes = '', text
  end
  local out = {}
  for _, part in ipairs(split(boxes, BETWEEN)) do
    local ticked = starts(part, '■ ')
    if ticked or starts(part, '□ ') then
      out[#out + 1] = '(' .. tostring(ticked) .. ', ' .. cell(part:sub(#'■ ' + 1)) .. ')'
    else
      rule = rule .. part
    end
  end
  return '(rule: ' .. cell(rule) .. ', boxes: ' .. tuple(out) .. ')'
end

-- A row of more lines than this breaks where the page ends; a shorter one stands on one page. The lines are guessed from
-- the bytes (three for a Chinese character) that a line of each column holds. A page holds four times as many lines.
local SHORT = 13
local LINE = { content = 60, basis = 57, time_limit = 33, body = 24, channels = 100, audience = 15, method = 9, levels = 9 }

local function lines_in(text, bytes)
  local count = 0
  for line in (text .. '\n'):gmatch('(.-)\n') do
    count = count + math.ceil(#line / bytes)
  end
  return count
end

local READ = { channels = channels, audience = ticks, method = ticks, levels = ticks }

-- The list under a 二级事项: its fields, the names of the recalled ones, and its remarks.
local function row(header, list)
  local number, title = numbered(header.content)
  local fields, recalled, remarks, most = {}, {}, {}, lines_in(title, 27)
  for _, item in ipairs(list.content) do
    local inlines = item[1] and item[1].content or {}
    local label = inlines[1] and inlines[1].t == 'Strong' and pandoc.utils.stringify(inlines[1])
    if label then
      local plain = label:gsub(RECALLED .. '$', '')
      local field = assert(field_of[plain], 'not a column of the form: ' .. plain)
      if plain ~= label then
        recalled[#recalled + 1] = quoted(field)
      end
      local count = 0
      if field == 'content' or field == 'basis' then
        local list_of = item[2] and item[2].t == 'BulletList' and item[2].content or {}
        fields[field] = entries(list_of)
        for _, entry in ipairs(list_of) do
          count = count + lines_in(text_of(entry), LINE[field])
        end
      else
        local text = value({ table.unpack(inlines, 2) })
        fields[field] = (READ[field] or cell)(text)
        count = lines_in(text, LINE[field])
      end
      most = math.max(most, count)
    else
      remarks[#remarks + 1] = cell(text_of(item))
    end
  end
  local out = { 'number: ' .. quoted(number), 'title: ' .. cell(title) }
  for _, field in ipairs({ 'content', 'basis', 'time_limit', 'body', 'channels', 'audience', 'method', 'levels' }) do
    assert(fields[field], 'row ' .. number .. ' lacks the column ' .. field)
    out[#out + 1] = field .. ': ' .. fields[field]
  end
  out[#out + 1] = 'long: ' .. tostring(most > SHORT)
  out[#out + 1] = 'recalled: ' .. tuple(recalled)
  out[#out + 1] = 'remarks: ' .. tuple(remarks)
  return '(' .. table.concat(out, ', ') .. ')'
end

-- "- 09-01 title \n cells to check": the three columns of the list 待核.
local function check(item)
  local first, fields = text_of(item):match('^(.-)\n(.*)$')
  local number, title = assert(first, 'an entry of the list has one line'):match('^(%S*)%s*(.*)$')
  return tuple({ quoted(number), cell(title), cell(fields) })
end

local function each(list, make)
  local out = {}
  for _, item in ipairs(list.content) do
    out[#out + 1] = make(item)
  end
  return tuple(out)
end

local function pair(item)
  local inlines = item[1].content
  return tuple({ cell(pandoc.utils.stringify(inlines[1])), quoted(value({ table.unpack(inlines, 2) })) })
end

-- The document as a front page and a list of areas.
local function read(blocks)
  local front = { warnings = '()', counts = '()', legend = {} }
  local areas, part, area, header, level = {}, nil, nil, nil, 1
  for _, block in ipairs(blocks) do
    if block.t == 'Header' and block.level == 1 then
      part, level = cell(flat(block.content)), 2
    elseif block.t == 'Header' and block.level == 2 then
      local number, title = numbered(block.content)
      area = { part = part, level = level, number = number, title = title, notes = '()', topics = {}, checks = '()' }
      areas[#areas + 1], part, header = area, nil, nil
    elseif block.t == 'Header' and block.level == 3 then
      table.insert(area.topics, { title = cell(flat(block.content)), rows = {} })
    elseif block.t == 'Header' then
      header = block
    elseif not area then
      if block.t == 'BlockQuote' and block.content[1].t == 'BulletList' then
        front.warnings = entries(block.content[1].content)
      elseif block.t == 'BulletList' then
        front.counts = each(block, pair)
      elseif block.t == 'Para' then
        table.insert(front.legend, cell(flat(block.content)))
      end
    elseif block.t == 'Para' then
      header = nil
    elseif block.t == 'BulletList' and header then
      table.insert(area.topics[#area.topics].rows, row(header, block))
    elseif block.t == 'BulletList' and #area.topics == 0 then
      area.notes = entries(block.content)
    elseif block.t == 'BulletList' then
      area.checks = each(block, check)
    end
  end
  return front, areas
end

local function meta_cell(value)
  return value and cell(flat(value)) or '()'
end

local function cover(meta)
  local out = {}
  for _, fact in ipairs(meta.cover or {}) do
    out[#out + 1] = tuple({ meta_cell(fact.label), meta_cell(fact.value) })
  end
  return tuple(out)
end

function Pandoc(doc)
  if FORMAT ~= 'typst' then
    return nil
  end
  read_labels(doc.meta)
  local front, areas = read(doc.blocks)
  local words_of_form = {}
  for _, key in ipairs({ 'number', 'topic', 'item', 'content', 'basis', 'time_limit', 'body', 'channels',
    'audience', 'method', 'levels', 'contents', 'checks', 'checks_fields', 'unknown' }) do
    words_of_form[#words_of_form + 1] = key .. ': ' .. cell(bilingual(labels[key]))
  end
  local out = {
    '#show: catalogue.with(',
    '  lang: ' .. quoted(pandoc.utils.stringify(doc.meta.lang or 'zh')) .. ',',
    '  title: ' .. meta_cell(doc.meta.title) .. ',',
    '  subtitle: ' .. meta_cell(doc.meta.subtitle) .. ',',
    '  cover: ' .. cover(doc.meta) .. ',',
    '  warnings: ' .. front.warnings .. ',',
    '  counts: ' .. front.counts .. ',',
    '  legend: ' .. tuple(front.legend) .. ',',
    '  words: (' .. table.concat(words_of_form, ', ') .. '),',
    ')',
  }
  for _, area in ipairs(areas) do
    out[#out + 1] = '#area('
    out[#out + 1] = '  part: ' .. (area.part or '()') .. ','
    out[#out + 1] = '  level: ' .. area.level .. ','
    out[#out + 1] = '  number: ' .. quoted(area.number) .. ','
    out[#out + 1] = '  title: ' .. cell(area.title) .. ','
    out[#out + 1] = '  notes: ' .. area.notes .. ','
    out[#out + 1] = '  topics: ('
    for _, topic in ipairs(area.topics) do
      out[#out + 1] = '    (title: ' .. topic.title .. ', rows: ('
      for _, line in ipairs(topic.rows) do
        out[#out + 1] = '      ' .. line .. ','
      end
      out[#out + 1] = '    )),'
    end
    out[#out + 1] = '  ),'
    out[#out + 1] = '  checks: ' .. area.checks .. ','
    out[#out + 1] = ')'
  end
  return pandoc.Pandoc({ pandoc.RawBlock('typst', table.concat(out, '\n')) }, doc.meta)
end
