
"use strict";
// How a search finds, on the page of a catalogue and on its site. Written for browsers from Chromium 80 on.
const fold = (text) => text.normalize("NFKC").toLowerCase();

// A word of letters also stands for the characters whose pinyin begins with them: cssb finds 城市设备.
// The letters come as groups, each letter before its characters: a按安 b办备 …
const finderOf = (letters) => {
  const initials = {};
  for (const group of letters.split(" ")) initials[group[0]] = group;
  return (word) => {
    if (!/[a-z]{2}/.test(word) || word.length > 40) return (text) => text.includes(word);
    const pattern = [...word].map((char) => `[${initials[char] || char.replace(/[\\\]^-]/, "\\$&")}]`);
    const wanted = new RegExp(pattern.join(""), "u");
    return (text) => wanted.test(text);
  };
};

// A query as one finder for each of its words; every word must be found.
const findersOf = (query, finder) => fold(query).split(/\s+/).filter(Boolean).map(finder);
