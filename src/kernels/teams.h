// Recurrences shared over threads: side by side while there are enough of them, and then several
// threads on each.
#pragma once

#include <cstddef>
#include <functional>

#include "kernels/member.h"

namespace emovox::kernels {

struct Teams {
  std::size_t pieces = 0;   // of work, handed to the teams in turn
  std::size_t teams = 1;    // at once
  std::size_t members = 1;  // threads of each

  std::size_t seats() const noexcept { return teams * members; }
};

/// Side by side, a team for each recurrence; threads beyond that help.
Teams side_by_side(std::size_t recurrences, std::size_t threads);

/// Calls work(piece, member) for every piece, by every member of the team that it falls to. Where
/// the system has no more threads to give, the caller does all of it. `work` must not throw.
void run_in_threads(const Teams& teams,
                    const std::function<void(std::size_t, const Member&)>& work);

/// The same; a caller alone does it at once, without a function object or a thread.
template <class Work>
void run_in_teams(const Teams& teams, const Work& work) {
  if (teams.seats() > 1) return run_in_threads(teams, work);
  for (std::size_t piece = 0; piece < teams.pieces; ++piece) work(piece, Member{});
}

}  // namespace emovox::kernels
