// Boost.JSON, compiled into the program in this one place.
#include <boost/json/src.hpp>
