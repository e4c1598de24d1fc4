// What both writers of JUnit XML do to an element.
#pragma once

#include <pugixml.hpp>
#include <string>

namespace vrrpspec::harness {

inline void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

}  // namespace vrrpspec::harness
