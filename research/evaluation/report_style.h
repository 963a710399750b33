// How report.html looks: light, dark and on paper.
#pragma once

#include <string_view>

namespace emovox::evaluation {

inline constexpr std::string_view kReportStyle = R"css(
:root { color-scheme: light dark; --page: #fbfbfa; --ink: #1c1d20; --soft: #62656d; --line: #dcdde1;
  --card: #ffffff; --accent: #2b62c4; }
@media screen and (prefers-color-scheme: dark) { :root { --page: #15171b; --ink: #e8e9ec; --soft: #9da1ab;
  --line: #343841; --card: #1d2026; --accent: #8db4ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 72rem; background: var(--page);
  color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; text-wrap: balance; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; break-after: avoid; }
p, caption { margin: 0 0 .6rem; color: var(--soft); max-width: 46rem; }
caption { text-align: left; }
.figures { display: grid; grid-template-columns: repeat(3, 1fr); gap: .75rem;
  margin: 1.25rem 0; }
.figure { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .8rem 1rem; break-inside: avoid; }
.figure b { display: block; font-size: 1.75rem; line-height: 1.25; font-weight: 650;
  font-variant-numeric: tabular-nums; }
.figure small { font-size: .95rem; font-weight: 500; white-space: nowrap; color: var(--soft); }
.figure small.interval { display: block; font-size: .85rem; }
.figure b span { color: var(--ink); font-size: inherit; }
.figure small span { color: inherit; }
.figure span { color: var(--soft); font-size: .85rem; }
.track { display: inline-block; border: 1px solid var(--accent); color: var(--accent);
  border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; }
article { border-top: 3px solid var(--line); padding-top: 1.5rem; margin-top: 2.5rem; }
article:only-of-type { border: 0; padding: 0; margin: 0; }
h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; break-after: avoid; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 1rem 0 0; font-size: .9rem; }
a { color: var(--accent); }
figure { margin: .75rem 0 1.25rem; break-inside: avoid; }
figcaption { color: var(--soft); font-size: .85rem; max-width: 30rem; }
.fig { display: block; height: auto; max-width: 100%; }
.pair { display: flex; flex-wrap: wrap; gap: .5rem 2.5rem; align-items: flex-start; }
.pair figure { max-width: 100%; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 28rem));
  gap: .5rem 1.5rem; }
.grid figure { margin: .25rem 0; }
.scroll { overflow-x: auto; }
@media screen and (max-width: 40rem) { .figures { grid-template-columns: 1fr 1fr; } th.word { white-space: normal; }
  .scroll > .fig { max-width: max(100%, 27rem); }
  .grid .scroll > .fig { max-width: 100%; } }
td small, th small { color: var(--soft); font-size: .85em; }
td .interval { display: block; line-height: 1.1; }
table { border-collapse: collapse; margin: .25rem 0 1rem; font-variant-numeric: tabular-nums; break-inside: avoid; }
th, td { padding: .3rem .55rem; text-align: right; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
td.word { white-space: normal; }
h2 + p, h3 + p { break-after: avoid; }
th { font-weight: 600; }
thead th { color: var(--soft); font-size: .85rem; vertical-align: bottom; }
th:first-child, td.word, th.word { text-align: left; }
tr.ours td, tr.ours th { font-weight: 650; color: var(--accent); }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem;
  overflow-x: auto; font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { :root { --page: #fff; --ink: #000; --soft: #444; --line: #bbb; --card: #fff;
  --accent: #1d4b9e; color-scheme: light; }
  body { padding: 0; max-width: none; font-size: 8.5pt; }
  th, td { padding: .15rem .3rem; }
  table, thead th { font-size: 7.5pt; } figcaption { font-size: 7.5pt; }
  .pair { flex-wrap: nowrap; } .pair figure { flex: 1 1 0; min-width: 0; }
  .scroll { overflow: visible; } tr { break-inside: avoid; } h2 { margin-top: 1.4rem; }
  nav { display: none; } pre { font-size: 7pt; } .grid { grid-template-columns: 1fr 1fr; } }
)css";

}  // namespace emovox::evaluation
