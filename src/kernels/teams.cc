#include "kernels/teams.h"

#include <algorithm>
#include <deque>
#include <system_error>
#include <thread>
#include <vector>

namespace emovox::kernels {
namespace {

enum class Start { wait, together, not_at_all };

class Crew {
 public:
  Crew(const Teams& teams, const std::function<void(std::size_t, const Member&)>& work)
      : teams_(teams), work_(work) {
    for (std::size_t team = 0; team < teams.teams; ++team) meetings_.emplace_back(teams.members);
  }

  /// Whether all the threads could be had; if not, nothing was done.
  bool run() {
    std::vector<std::jthread> threads;
    try {
      for (std::size_t seat = 1; seat < teams_.seats(); ++seat) {
        threads.emplace_back([this, seat] { follow(seat); });
      }
    } catch (const std::system_error&) {
      announce(Start::not_at_all);
      return false;
    }
    announce(Start::together);
    sit(0);
    return true;
  }

 private:
  void announce(Start start) {
    start_.store(start);
    start_.notify_all();
  }

  void follow(std::size_t seat) {
    start_.wait(Start::wait);
    if (start_.load() == Start::together) sit(seat);
  }

  void sit(std::size_t seat) {
    const std::size_t team = seat / teams_.members;
    const Member member{seat % teams_.members, teams_.members, &meetings_[team], seat};
    for (std::size_t piece = team; piece < teams_.pieces; piece += teams_.teams) {
      work_(piece, member);
    }
  }

  const Teams& teams_;
  const std::function<void(std::size_t, const Member&)>& work_;
  std::deque<Meeting> meetings_;  // one a team
  std::atomic<Start> start_{Start::wait};
};

}  // namespace

Teams side_by_side(std::size_t recurrences, std::size_t threads) {
  const std::size_t teams =
      std::clamp<std::size_t>(recurrences, 1, std::max<std::size_t>(1, threads));
  return {recurrences, teams, std::max<std::size_t>(1, threads / teams)};
}

void run_in_threads(const Teams& teams,
                    const std::function<void(std::size_t, const Member&)>& work) {
  if (Crew(teams, work).run()) return;
  for (std::size_t piece = 0; piece < teams.pieces; ++piece) work(piece, Member{});
}

}  // namespace emovox::kernels
