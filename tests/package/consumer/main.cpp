// What another project writes to use the model: nothing but find_package(vrrpspec) and these includes.
#include <iostream>

#include "model/clause/clause.hpp"
#include "model/types.hpp"

int main() {
  const vrrpspec::Clause& row = vrrpspec::clause(vrrpspec::parse_clause_key("S-430").value());
  std::cout << vrrpspec::to_string(row.key) << ": " << row.quote << '\n'
            << vrrpspec::to_string(vrrpspec::vrrp_multicast_group(vrrpspec::Family::ipv4)) << '\n';
}
