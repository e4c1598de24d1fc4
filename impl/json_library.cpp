// Boost.JSON, compiled into the daemon in this one place.
#include <boost/json/src.hpp>
