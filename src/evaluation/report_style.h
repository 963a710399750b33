// How report.html looks: light, dark and on paper.
#pragma once

#include <string_view>

namespace emovox::evaluation {

inline constexpr std::string_view kReportStyle = R"css(
:root { color-scheme: light dark; --page: #fbfbfa; --ink: #1c1d20; --soft: #62656d; --line: #dcdde1;
  --card: #ffffff; --accent: #2b62c4; --right: 43 98 196; --wrong: 196 74 43; }
@media (prefers-color-scheme: dark) { :root { --page: #15171b; --ink: #e8e9ec; --soft: #9da1ab;
  --line: #343841; --card: #1d2026; --accent: #8db4ff; --right: 92 146 245; --wrong: 232 112 78; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 68rem; background: var(--page);
  color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; text-wrap: balance; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; break-after: avoid; }
p, caption { margin: 0 0 .6rem; color: var(--soft); max-width: 46rem; }
caption { text-align: left; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .75rem;
  margin: 1.25rem 0; }
.figure { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .8rem 1rem; break-inside: avoid; }
.figure b { display: block; font-size: 1.75rem; line-height: 1.25; font-weight: 650;
  font-variant-numeric: tabular-nums; }
.figure small { font-size: .95rem; font-weight: 500; white-space: nowrap; color: var(--soft); }
.figure span { color: var(--soft); font-size: .85rem; }
.track { display: inline-block; border: 1px solid var(--accent); color: var(--accent);
  border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; break-inside: avoid; }
th, td { padding: .3rem .55rem; text-align: right; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
th { font-weight: 600; }
thead th { color: var(--soft); font-size: .85rem; vertical-align: bottom; }
th:first-child, td.word, th.word { text-align: left; }
tr.ours td, tr.ours th { font-weight: 650; color: var(--accent); }
.matrix td { text-align: center; min-width: 4.6rem; line-height: 1.2; border: 1px solid var(--line); }
.matrix thead th { text-align: center; }
.matrix small { display: block; color: var(--soft); }
.right { background: rgb(var(--right) / calc(var(--share) * .65)); }
.wrong { background: rgb(var(--wrong) / calc(var(--share) * .9)); }
td.bar { width: 12rem; }
td.bar i { display: block; height: .7rem; border-radius: .2rem; background: var(--accent);
  width: calc(var(--share) * 100%); }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem;
  overflow-x: auto; font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { :root { --page: #fff; --ink: #000; --soft: #444; --line: #bbb; --card: #fff;
  --accent: #1d4b9e; --right: 43 98 196; --wrong: 196 74 43; color-scheme: light; }
  body { padding: 0; max-width: none; font-size: 8.5pt; }
  th, td { padding: .15rem .3rem; }
  .scroll { overflow: visible; } tr { break-inside: avoid; } h2 { margin-top: 1.4rem; }
  .matrix td, td.bar i { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
)css";

}  // namespace emovox::evaluation
